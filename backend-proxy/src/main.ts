import { check } from './cli/check.ts';
import { init } from './cli/init.ts';
import { kubeconfig } from './cli/kubeconfig.ts';
import { loadTest } from './cli/loadTest.ts';
import { serve } from './cli/serve.ts';
import { terminal } from './cli/terminal.ts';
import { trust } from './cli/trust.ts';

const USAGE = `tart-lab serve           reads the lab and answers Grafana
tart-lab check           tries every VM and cluster once: the first failing step, its cause and what to do
tart-lab kubeconfig      prints a kubeconfig of an account that may only read: --kubeconfig ADMIN.yaml [--context NAME] [--duration 30d]
tart-lab loadtest        runs k6 in a cluster and shows what its HPA does [--vus 100] [--duration 60s] [--cluster dev] [--namespace demo] [--url …]
tart-lab init            writes tart-lab.yaml [--from clusters.json] [--out FILE] [--force]
tart-lab trust [VM]      pins the host key that a VM shows now; without a name, lists all keys

The configuration is tart-lab.yaml here, or the file that TART_LAB_CONFIG names.`;

async function main([command, ...args]: readonly string[]): Promise<number> {
  switch (command) {
    case 'serve':
      return serve(process.env, terminal);
    case 'check':
      return check(process.env, terminal);
    case 'kubeconfig':
      return kubeconfig(args, terminal);
    case 'loadtest':
      return loadTest(args, process.env, terminal);
    case 'init':
      return init(args, terminal);
    case 'trust':
      return trust(args, process.env, terminal);
    case 'help':
    case '--help':
      terminal.say(USAGE);
      return 0;
    default:
      terminal.say(USAGE);
      return command === undefined ? 0 : terminal.refuse(`there is no command ${command}`, 'choose one of the above');
  }
}

process.exitCode = await main(process.argv.slice(2));
