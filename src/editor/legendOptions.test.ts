import { expect, it } from 'vitest';
import { legendOptions } from './legendOptions.ts';

it.each([
  ['', '', ['{{vm}}', '{{device}}']],
  ['', '{{vm}}', ['{{vm}} {{device}}', '{{vm}}', '{{device}}']],
  ['{{', '', ['{{vm}}', '{{device}}']],
  ['CPU of {{de', '', ['CPU of {{device}}']],
  ['{{vm}} {{ DEV', '{{vm}}', ['{{vm}} {{device}}']],
  ['CPU', '', ['CPU {{vm}}', 'CPU {{device}}']],
  ['{{none', '', []],
])('offers after %j, where %j is chosen, %j', (typed, chosen, offered) => {
  expect(legendOptions(typed, chosen, ['vm', 'device']).map(({ value }) => value)).toEqual(offered);
});
