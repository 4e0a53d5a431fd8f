import { expect, it } from 'vitest';
import { parseText } from '../../query/text/parseText.ts';
import { faultText } from './faultText.ts';

it.each([
  ['tart_vm_load1 topp 5', 'Column 15: “topp” cannot stand here. Possible: top'],
  ['tart_vm_load1 top 0', 'Column 19: a number from 1 to 1000 belongs here.'],
  ['tart_vm_load1{vm="a"\n, cluster=}', 'Line 2, column 11: “}” cannot stand here. Possible: "…"  ('],
  ['table vm', 'Column 7: there is no “vm”. Possible: vms'],
  ['tart_vm_load1 every <b>', 'Column 21: “<” cannot stand here. Possible: 30s'],
  ['tart_vm_load1 sum max', 'Column 19: “max” or its like was given already.'],
  ['events{kind="', 'Column 13: this quote is never closed. Possible: "'],
  ['flows graph{', 'Column 13: the text ends too early. Possible: key  }'],
])('says of %j what is wrong, where, and what would be right', (text, said) => {
  const parsed = parseText(text);
  if (parsed.ok) throw new Error('it can be read');
  expect(faultText(parsed.error, text)).toBe(said);
});
