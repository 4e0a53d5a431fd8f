import { describe, expect, it } from 'vitest';
import { parseGoDuration } from './goDuration.ts';
import { parseQuantity } from './quantity.ts';

const value = (text: string) => {
  const parsed = parseQuantity(text);
  return parsed.ok ? parsed.value : parsed.error;
};

describe('parseQuantity', () => {
  it.each([
    ['0', 0],
    ['2', 2],
    ['250m', 0.25],
    ['137034512n', 0.137034512],
    ['81230417n', 0.081230417],
    ['1500u', 0.0015],
    ['1k', 1000],
    ['1M', 1e6],
    ['1.5G', 1.5e9],
    ['3T', 3e12],
    ['2P', 2e15],
    ['12E', 12e18],
    ['1500Ki', 1_536_000],
    ['64Mi', 67_108_864],
    ['1.5Gi', 1_610_612_736],
    ['2Ti', 2_199_023_255_552],
    ['1Pi', 1_125_899_906_842_624],
    ['1Ei', 1_152_921_504_606_846_976],
    ['1e3', 1000],
    ['1E3', 1000],
    ['12e-3', 0.012],
    ['5E+2', 500],
    ['+5', 5],
    ['-250m', -0.25],
    ['-1Ki', -1024],
    ['.5Gi', 536_870_912],
    ['5.', 5],
    ['007m', 0.007],
    ['-0', 0],
  ])('reads %s as %d', (text, expected) => {
    expect(value(text)).toBe(expected);
  });

  it('loses nothing where multiplying would', () => {
    expect(value('1100m')).toBe(1.1);
    expect(value('333333333n')).toBe(0.333333333);
    expect(value('4.35k')).toBe(4350); // 4.35 × 1000 is 4349.999…
    expect(value('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER);
    expect(value('8796093022207Ki')).toBe(8_796_093_022_207 * 1024);
  });

  it.each([
    '',
    ' ',
    'm',
    '.',
    '-',
    '1 Gi',
    '1gi',
    '1ki',
    '1K',
    '1e',
    '1ee3',
    '1e3Ki',
    '1mm',
    '0x10',
    '1,5',
    'NaN',
    'Infinity',
    '1e999',
    '--1',
  ])('fails with the text for %j', (text) => {
    expect(value(text)).toEqual({ format: 'quantity', line: text });
  });
});

describe('parseGoDuration', () => {
  it.each([
    ['20.032s', 20.032],
    ['1m0.05s', 60.05],
    ['1h2m3s', 3723],
    ['500ms', 0.5],
    ['0s', 0],
  ])('reads %s as %d s', (text, seconds) => {
    expect(parseGoDuration(text)).toEqual({ ok: true, value: seconds });
  });

  it.each(['', '20', 's', '1 m', '-1s', '1d'])('fails with the text for %j', (text) => {
    expect(parseGoDuration(text)).toMatchObject({ ok: false, error: { line: text } });
  });
});
