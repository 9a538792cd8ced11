import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Asks the registry which digests the pinned tags have now, where Docker with buildx is at hand.
 *
 *     node docker/pin-images.mjs           writes them into docker/images.json and every file that pins them
 *     node docker/pin-images.mjs --check   ends with 1 when one differs, and writes nothing
 *
 * A tag of these is built anew when its base is; a difference is not an attack, but a change to be tried out.
 */
const folder = path.resolve(process.env.GENESIS_PINS ?? path.join(import.meta.dirname, '..'));
const isCheck = process.argv.includes('--check');
const places = [
  'docker/Dockerfile',
  'docker-compose.yml',
  'docker-compose.override.yml',
  'docker-compose.prod.yml',
  'docker-compose.test.yml',
];
const list = path.join(folder, 'docker/images.json');
const images = JSON.parse(readFileSync(list, 'utf8'));

function digestOf(image) {
  const args = ['buildx', 'imagetools', 'inspect', image, '--format', '{{.Manifest.Digest}}'];
  const { status, stdout, stderr, error } = spawnSync('docker', args, { encoding: 'utf8' });
  const digest = (stdout ?? '').trim();
  if (status === 0 && /^sha256:[0-9a-f]{64}$/.test(digest)) return digest;
  process.stderr.write(
    `${image}: no digest (${error?.message ?? (stderr.trim() || digest || `exit code ${status}`)})\n`,
  );
  process.exit(2);
}

const moved = [];
for (const [image, entry] of Object.entries(images)) {
  const digest = digestOf(image);
  if (digest === entry.digest) continue;
  moved.push({ from: `${image}@${entry.digest}`, to: `${image}@${digest}` });
  images[image] = { digest, seenIn: `the registry, ${new Date().toISOString().slice(0, 10)}` };
}
for (const { from, to } of moved) process.stdout.write(`${from}\n  is now ${to}\n`);
if (moved.length === 0) process.stdout.write('every digest is the registry’s\n');
else if (isCheck) process.exitCode = 1;
else {
  for (const place of places) {
    const file = path.join(folder, place);
    const before = readFileSync(file, 'utf8');
    const after = moved.reduce((text, { from, to }) => text.replaceAll(from, to), before);
    if (after !== before) writeFileSync(file, after);
  }
  writeFileSync(list, `${JSON.stringify(images, null, 2)}\n`);
}
