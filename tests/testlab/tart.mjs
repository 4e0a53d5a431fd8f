// The test lab's `tart`: list, get and ip in the formats of tart 2.31 and later, from the file lab.json in TART_HOME.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const home = process.env.TART_HOME ?? '.';
const [subcommand = '', ...rest] = process.argv.slice(2);
const name = rest.find((word, at) => !word.startsWith('--') && !rest[at - 1]?.startsWith('--'));
const { vms, broken } = JSON.parse(readFileSync(join(home, 'lab.json'), 'utf8'));
appendFileSync(join(home, 'calls.log'), `${[subcommand, ...rest].join(' ')}\n`);

/** As Swift's JSONEncoder prints it: a space on both sides of the colon; no VMs is an array around a blank line. */
const print = (value) => {
  const text = JSON.stringify(value, null, 2).replaceAll(/^(\s*"\w+"): /gm, '$1 : ');
  process.stdout.write(`${text === '[]' ? '[\n\n]' : text}\n`);
};
const stop = (code, text) => {
  process.stderr.write(`${text}\n`);
  process.exit(code);
};
const find = () => vms.find((vm) => vm.name === name) ?? stop(2, `the specified VM "${name}" does not exist`);

if (broken[subcommand] === 'hangs') setTimeout(() => undefined, 3_600_000);
else if (broken[subcommand] === 'fails') stop(1, 'Error: The file “config.json” couldn’t be opened because there is no such file.');
else if (broken[subcommand] === 'garbles') process.stdout.write('[ { "Source" :');
else if (subcommand === 'list')
  print(
    vms.map((vm) => ({
      Source: 'local',
      Name: vm.name,
      Disk: vm.diskGb,
      Size: Math.floor(vm.sizeGb),
      Accessed: vm.accessed,
      Running: vm.state === 'running',
      State: vm.state,
    })),
  );
else if (subcommand === 'get') {
  const vm = find();
  print({
    OS: vm.os,
    CPU: vm.cpu,
    Memory: vm.memoryMib,
    Disk: vm.diskGb,
    DiskFormat: 'raw',
    Size: vm.sizeGb.toFixed(3),
    Display: '1024x768',
    Running: vm.state === 'running',
    State: vm.state,
  });
} else if (subcommand === 'ip') {
  const vm = find();
  if (vm.address !== null) process.stdout.write(`${vm.address}\n`);
  else setTimeout(() => stop(1, `no IP address found${vm.state === 'running' ? '' : ', is your VM running?'}`), 1000);
} else stop(64, `Error: Unknown subcommand ${subcommand}`);
