import { join } from 'node:path';
import { RuleTester } from 'eslint';
import { describe, it } from 'vitest';
import { root } from '../setup.mjs';
import importDirection from './importDirection.mjs';

RuleTester.describe = describe;
RuleTester.it = it;

const at = (file, code) => ({ filename: join(root, file), code });
const against = (file, code) => ({ ...at(file, code), errors: [{ messageId: 'against' }] });

new RuleTester().run('import-direction', importDirection, {
  valid: [
    at('backend-proxy/src/collect/runner.ts', "import '../parse/procStat.ts'"),
    at('backend-proxy/src/store/history.ts', "import '../result.ts'"),
    at('backend-proxy/src/http/query.ts', "import '@tart-lab/contract/query.ts'"),
    at('src/datasource.ts', "import './editor/QueryEditor'"),
    at('bench/src/main.ts', "import '../../backend-proxy/src/parse/procStat.ts'"),
  ],
  invalid: [
    against('backend-proxy/src/parse/procStat.ts', "import '../store/history.ts'"),
    against('backend-proxy/src/http/query.ts', "import '../transport/sshPool.ts'"),
    against('lab/src/guest.ts', "import '../../backend-proxy/src/parse/procStat.ts'"),
    against('lab/src/guest.ts', "import '@tart-lab/backend-proxy/src/main.ts'"),
    against('src/client/client.ts', "import '../editor/QueryEditor'"),
    against('backend-proxy/src/query/metricQuery.ts', "import '../main.ts'"),
  ],
});
