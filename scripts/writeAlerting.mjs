// Writes the manifests of manifests/alerting/ that are made of the rule files and of Alertmanager's configuration.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { alertingManifests } from './alertingFiles.mjs';
import { root, say } from './setup.mjs';

for (const [path, text] of alertingManifests()) {
  writeFileSync(join(root, path), text);
  say(`wrote ${path}`);
}
