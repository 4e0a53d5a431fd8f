import { codeFaults } from './code.mjs';
import { contentFaults } from './content.mjs';
import { manifestFaults } from './manifest.mjs';
import { textFaults } from './texts.mjs';

/**
 * What Grafana's catalog would refuse about a release, one line a fault; none when it is fit. The rules are those of the
 * catalog's validator that hold for a frontend plugin and need no network; signing and the organisation's name are not among them.
 */
export function catalogFaults(release) {
  return [...manifestFaults(release), ...textFaults(release), ...codeFaults(release), ...contentFaults(release)];
}
