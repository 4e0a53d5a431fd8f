// The manifests of manifests/, as objects: what kubectl applies. Values for Helm are read by their own name.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { root } from './setup.mjs';

const FOLDER = join(root, 'manifests');

/** `{ file, object }` for every object of every manifest. */
export const manifests = () =>
  readdirSync(FOLDER, { recursive: true })
    .filter((file) => /\.ya?ml$/.test(file) && !file.endsWith('-values.yaml'))
    .sort()
    .flatMap((file) =>
      parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document) => {
        if (document.errors.length > 0) throw document.errors[0];
        return { file, object: document.toJS() };
      }),
    );

/** The values for a chart: `helmValues('loki')` are those of manifests/loki-values.yaml. */
export const helmValues = (chart) => parse(readFileSync(join(FOLDER, `${chart}-values.yaml`), 'utf8'));

/** The pods that an object makes: its own template's, or none. */
export const podSpecOf = ({ spec }) => spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec;
