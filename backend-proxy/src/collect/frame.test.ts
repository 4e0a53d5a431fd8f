import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Collector } from './collector.ts';
import { frameAsk, frameSetup } from './frame.ts';
import { LINUX_COLLECTORS } from './registry.ts';
import { ok } from '../result.ts';

const NONCE = '00112233445566778899aabbccddeeff';
const recorded = (name: string) => readFileSync(new URL(`../../fixtures/linux/${name}`, import.meta.url), 'utf8');
const collector = (part: Partial<Collector> & { name: string }): Collector => ({
  os: 'linux',
  everySeconds: 0,
  toFindings: () => ok({ readings: [] }),
  ...part,
});

describe('frameSetup', () => {
  it('is the recorded text that the simulated lab is tested with', () => {
    expect(frameSetup(LINUX_COLLECTORS)).toBe(recorded('frame-setup.sh'));
  });

  it('gives every function a name of its own', () => {
    const names = [...frameSetup(LINUX_COLLECTORS).matchAll(/^(tl_\w+)\(\)/gm)].map((match) => match[1]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('tl_network');
  });
});

describe('frameAsk', () => {
  it('is the recorded line that the simulated lab is tested with', () => {
    expect(frameAsk(LINUX_COLLECTORS, NONCE).text).toBe(recorded('frame-ask.sh'));
  });

  it('asks for a file once when two collectors read it, and runs nothing for a collector of files alone', () => {
    const due = [
      collector({ name: 'a', files: ['/proc/stat'] }),
      collector({ name: 'b', files: ['/proc/stat', '/proc/uptime'], ask: ':' }),
    ];
    expect(frameAsk(due, NONCE)).toEqual({
      text: `tl_frame ${NONCE} 'files b' '/proc/stat /proc/uptime' </dev/null\n`,
      endMarker: `@${NONCE} done`,
    });
  });

  it('starts no head when no file is due', () => {
    expect(frameAsk([collector({ name: 'b', ask: ':' })], NONCE).text).toBe(`tl_frame ${NONCE} 'b' '' </dev/null\n`);
  });
});
