import { describe, expect, it } from 'vitest';
import { wantAt } from './wantAt.ts';

/** What is wanted at the `|` of a text, and what of the text it would replace. */
function wanted(marked: string): string {
  const at = marked.indexOf('|');
  const { what, key, from, to, quoted } = wantAt(marked.replace('|', ''), at);
  return [what, ...(what === 'value' ? [key] : []), marked.slice(from, to), ...(quoted ? ['quoted'] : [])].join(' ').trim();
}

describe('wantAt', () => {
  it.each([
    ['|', 'head'],
    ['tart_vm_c|', 'head tart_vm_c'],
    ['table |', 'table'],
    ['table vm|', 'table vm'],
    ['flows |', 'view'],
    ['flows {|', 'key'],
    ['tart_vm_load1|', 'head tart_vm_load1'],
    ['tart_vm_load1 |', 'body'],
    ['tart_vm_load1{|', 'key'],
    ['tart_vm_load1{cl|', 'key cl'],
    ['tart_vm_load1{vm |', 'operator'],
    ['tart_vm_load1{vm=|', 'value vm'],
    ['tart_vm_load1{vm="de|', 'value vm de quoted'],
    ['tart_vm_load1{vm=("a", "b|', 'value vm b quoted'],
    ['tart_vm_load1{vm=("a", |', 'value vm'],
    ['tart_vm_load1{vm="a" |', 'next'],
    ['tart_vm_load1{vm="a", |', 'key'],
    ['tart_vm_load1{vm="a"} |', 'clause'],
    ['tart_vm_load1{vm="a"} to|', 'clause to'],
    ['tart_vm_load1 top |', 'nothing'],
    ['tart_vm_load1 top 5 |', 'clause'],
    ['tart_vm_load1 sum |', 'fold'],
    ['tart_vm_load1 sum by |', 'nothing'],
    ['tart_vm_load1 sum by (|', 'group'],
    ['tart_vm_load1 sum by (vm, cl|', 'group cl'],
    ['tart_vm_load1 sum by (vm) |', 'clause'],
    ['tart_vm_load1 every |', 'interval'],
    ['tart_vm_load1 legend "{{v|', 'legend {{v quoted'],
    ['table vms columns |', 'column'],
    ['table vms columns vm |', 'clause'],
    ['table vms columns vm, st|', 'column st'],
    ['table vms columns vm limit |', 'nothing'],
  ])('at %s is %s', (marked, expected) => expect(wanted(marked)).toBe(expected));

  it('knows what the text says so far', () => {
    const text = 'table pods{cluster="dev", namespace!="x", node=("a", "b"), pod=';
    const { kind, table, key, matched } = wantAt(text, text.length);
    expect({ kind, table, key, matched: Object.fromEntries(matched) }).toEqual({
      kind: 'table',
      table: 'pods',
      key: 'pod',
      matched: { cluster: ['dev'], node: ['a', 'b'] },
    });
  });
});
