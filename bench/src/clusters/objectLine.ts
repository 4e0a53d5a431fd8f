/** One object in a line, by which what the proxy shows is compared with what the API server lists. */
export type ObjectLine = string;

export const podLine = (cluster: string, namespace: string, name: string, phase: string, restarts: number): ObjectLine =>
  `pod ${cluster} ${namespace} ${name} ${phase} ${restarts}`;
export const nodeLine = (cluster: string, name: string): ObjectLine => `node ${cluster} ${name}`;
export const deploymentLine = (cluster: string, namespace: string, name: string): ObjectLine =>
  `deployment ${cluster} ${namespace} ${name}`;

/** How many lines one side has and the other has not: what is missing, what is left over, what differs counts twice. */
export function countDifferences(listed: readonly ObjectLine[], shown: readonly ObjectLine[]): number {
  const [left, right] = [new Set(listed), new Set(shown)];
  const missing = [...left].filter((line) => !right.has(line)).length;
  const extra = [...right].filter((line) => !left.has(line)).length;
  return missing + extra + (shown.length - right.size);
}
