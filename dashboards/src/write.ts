// `npm run dashboards`: writes every dashboard's JSON beside its source.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allDashboards } from './all.ts';

for (const [file, text] of allDashboards()) writeFileSync(join(import.meta.dirname, '..', file), text);
