import type { RenderFile } from './tree.ts';

const OS_RELEASE = `PRETTY_NAME="Ubuntu 24.04.3 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.3 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
UBUNTU_CODENAME=noble
LOGO=ubuntu-logo
`;

/** Files under /etc. */
export const etcFiles: Readonly<Record<string, RenderFile>> = {
  '/etc/os-release': () => OS_RELEASE,
  '/usr/lib/os-release': () => OS_RELEASE,
  '/etc/hostname': (guest) => `${guest.spec.name}\n`,
  '/etc/hosts': (guest) => `127.0.0.1 localhost\n127.0.1.1 ${guest.spec.name}\n`,
  '/etc/machine-id': (guest) => `${guest.profile.tag}\n`,
  '/etc/passwd': () => 'root:x:0:0:root:/root:/bin/bash\nadmin:x:1000:1000:admin:/home/admin:/bin/bash\n',
  '/etc/resolv.conf': () => 'nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n',
};
