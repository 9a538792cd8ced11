import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TlsFiles } from '../../scripts/local/redis-topologies.mjs';

const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** An authority of its own, and a certificate of it for 127.0.0.1 and `localhost`. Needs `openssl`. */
export function makeCertificates(folder: string): TlsFiles {
  const at = (name: string) => path.join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const names = at('names.conf');
  writeFileSync(names, 'subjectAltName = IP:127.0.0.1, DNS:localhost\n');
  openssl('req', '-x509', ...KEY, '-subj', '/CN=an authority', '-keyout', at('ca.key'), '-out', at('ca.crt'));
  openssl('req', '-new', ...KEY, '-subj', '/CN=a store', '-keyout', at('store.key'), '-out', at('store.csr'));
  openssl(
    ...['x509', '-req', '-days', '2', '-in', at('store.csr'), '-out', at('store.crt'), '-extfile', names],
    ...['-CA', at('ca.crt'), '-CAkey', at('ca.key'), '-CAcreateserial'],
  );
  return { certFile: at('store.crt'), keyFile: at('store.key'), caFile: at('ca.crt') };
}
