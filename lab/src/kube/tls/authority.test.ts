import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { afterAll, describe, expect, it } from 'vitest';
import { Authority } from './authority.ts';

const dir = mkdtempSync(join(tmpdir(), 'kube-pki-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('the authority of a cluster', () => {
  it('makes certificates that TLS accepts both ways, with the user and groups of a client', async () => {
    const authority = new Authority(dir, 'dev');
    const admin = authority.client('admin', { commonName: 'kubernetes-admin', organizations: ['system:masters'] });
    const server = createServer(
      {
        key: authority.server.keyPem,
        cert: authority.server.certPem,
        ca: authority.ca.certPem,
        requestCert: true,
        rejectUnauthorized: true,
      },
      ({ socket }, response) => response.end(JSON.stringify(socket instanceof TLSSocket ? socket.getPeerCertificate().subject : null)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const get = (ca: string) =>
      new Promise<string>((resolve, reject) => {
        const options = { host: '127.0.0.1', port, ca, cert: admin.certPem, key: admin.keyPem, agent: false };
        request(options, (response) => response.setEncoding('utf8').on('data', resolve))
          .on('error', reject)
          .end();
      });
    expect(JSON.parse(await get(authority.ca.certPem))).toEqual({ CN: 'kubernetes-admin', O: 'system:masters' });
    const stranger = new Authority(join(dir, 'other'), 'dev');
    await expect(get(stranger.ca.certPem)).rejects.toThrow(/certificate|signature/);
    await new Promise((resolve) => server.close(resolve));
  });

  it('names its hosts, and keeps everything for the next start, keys for the owner alone', () => {
    const first = new Authority(dir, 'dev');
    const again = new Authority(dir, 'dev');
    expect(again.server).toEqual(first.server);
    expect(new X509Certificate(first.server.certPem).subjectAltName).toContain('IP Address:127.0.0.1');
    expect(new X509Certificate(first.server.certPem).checkIssued(new X509Certificate(first.ca.certPem))).toBe(true);
    expect(statSync(join(dir, 'server.key')).mode & 0o777).toBe(0o600);
  });
});
