import { z } from 'zod';
import { fail, ok, type ParseFailure, type Result } from '../result.ts';

/** A size as tart prints it, a number or a text like "9.412", in decimal GB; the parsed value is bytes. Anything else is null. */
export const DecimalGbBytes = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((size) => {
    const gb = typeof size === 'string' && size.trim() !== '' ? Number(size) : size;
    return typeof gb === 'number' && Number.isFinite(gb) && gb >= 0 ? Math.round(gb * 1e9) : null;
  });

/** JSON that fits a schema. Fails with the start of the text, or with the path of what does not fit. */
export function parseTartJson<T>(format: string, schema: z.ZodType<T>, text: string): Result<T, ParseFailure> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail({ format, line: text.trim().split('\n')[0]?.slice(0, 200) ?? '' });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return fail({ format, line: issue ? `${issue.path.join('.')}: ${issue.message}` : 'not as expected' });
}
