import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, copyFileSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { guardProcess } from '../../scripts/local/reaper.mjs';
import { waitFor } from '../support/harness/wait-for.js';
import { operatorProgram } from './watched-program.js';

const STARTS_MS = 60_000;
const ENDS_MS = 40_000;
/** Docker's own default. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Of the machine, for the programs that the base image would bring: the C library, tini, setpriv. */
const LIBRARIES = ['lib', 'lib64', 'usr/lib'];

/**
 * A container without Docker: name spaces for mounts and processes, the image's file system as root and read-only, the
 * machine's C library in it, a memory file system on /tmp, no capability, no way to gain one, nothing of our environment.
 */
const ENTER = `
set -eu
root=$1 data=$2 secrets=$3 user=$4 workdir=$5; shift 5
mount --bind "$root" "$root"
for folder in ${LIBRARIES.join(' ')}; do
  if [ -e "/$folder" ]; then mount --bind "/$folder" "$root/$folder"; mount -o remount,bind,ro "$root/$folder"; fi
done
for device in null urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount -t tmpfs -o size=64m,mode=1777,nosuid,nodev tmpfs "$root/tmp"
mount -t proc proc "$root/proc"
mount --bind "$secrets" "$root/run/secrets"; mount -o remount,bind,ro "$root/run/secrets"
mount --bind "$data" "$root/data"
mount -o remount,bind,ro "$root"
exec unshare --root "$root" --wd "$workdir" setpriv --reuid "$user" --regid "$user" --clear-groups --no-new-privs \\
  --bounding-set=-all --inh-caps=-all "$@"
`;

/** Why containers cannot be made here, or null. */
export function obstacleToContainers(): string | null {
  if (process.platform !== 'linux') return 'containers need Linux';
  if (process.getuid?.() !== 0) return 'not root: name spaces and mounts need it';
  const { status, stderr } = spawnSync('unshare', ['--mount', '--pid', '--fork', 'true'], {
    encoding: 'utf8',
  });
  return status === 0 ? null : `this machine refuses name spaces: ${stderr.trim()}`;
}

export interface ContainerOptions {
  /** `/` of the image, prepared by `prepareRoot`. */
  readonly root: string;
  /** Mounted on /data, writable. */
  readonly data: string;
  /** Mounted on /run/secrets. */
  readonly secrets: string;
  /** Folder for what it prints. */
  readonly logs: string;
  readonly workdir: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
}

/** What Docker adds to an image: places to mount on, and names of the other services. */
export function prepareRoot(root: string, hosts: readonly string[]): void {
  for (const folder of [...LIBRARIES, 'dev', 'tmp', 'proc', 'run/secrets', 'etc', 'usr/bin', 'data']) {
    mkdirSync(path.join(root, folder), { recursive: true });
  }
  for (const device of ['null', 'urandom']) writeFileSync(path.join(root, 'dev', device), '');
  writeFileSync(path.join(root, 'etc/hosts'), `127.0.0.1 localhost ${hosts.join(' ')}\n`);
  writeFileSync(path.join(root, 'etc/nsswitch.conf'), 'hosts: files\n');
  copyFileSync(operatorProgram('tini', 'tini').file, path.join(root, 'usr/bin/tini'));
  copyFileSync('/usr/bin/setpriv', path.join(root, 'usr/bin/setpriv'));
}

/** One process of the image, by its entry point. */
export class ImageContainer {
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;
  private readonly log: string;

  private constructor({ root, data, secrets, logs, user, env, command, workdir }: ContainerOptions) {
    this.log = path.join(logs, `${randomUUID()}.log`);
    const output = openSync(this.log, 'w');
    this.child = spawn(
      'unshare',
      [
        ...['--mount', '--pid', '--fork', '--propagation', 'private'],
        ...['sh', '-c', ENTER, 'enter', root, data, secrets, user.split(':')[0] ?? '', workdir, ...command],
      ],
      { stdio: ['ignore', output, output], env: { ...env, PATH } },
    );
    closeSync(output);
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('exit', (code) => resolve(code));
    });
  }

  static async start(options: ContainerOptions): Promise<ImageContainer> {
    const container = new ImageContainer(options);
    const pid = await container.firstProcess();
    // Whoever ends us ends it: the process that made the name spaces cannot pass a signal on.
    if (pid !== null)
      guardProcess(Object.assign(new EventEmitter(), { pid }) as ChildProcess, { signal: 'SIGKILL' });
    return container;
  }

  get output(): string {
    return readFileSync(this.log, 'utf8');
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Process number of the container's first process, as the machine counts; null when it has ended. */
  async firstProcess(): Promise<number | null> {
    const { pid } = this.child;
    const found = await waitFor(() => (this.isRunning ? childrenOf(pid)[0] : 'ended'), {
      timeoutMs: ENDS_MS,
      what: 'the first process of the container',
    });
    return found === 'ended' ? null : found;
  }

  /** @throws with what it printed, when it ends before it logs this message, or does not in a minute */
  async untilLogged(message: string): Promise<void> {
    const isLogged = await waitFor(
      () => this.output.includes(JSON.stringify(message)) || (!this.isRunning && 'ended'),
      {
        timeoutMs: STARTS_MS,
        what: `"${message}" in the container`,
      },
    ).catch(() => false);
    if (isLogged !== true) throw new Error(`no "${message}":\n${this.output.slice(-3_000)}`);
  }

  /** As `docker stop`: the signal goes to the first process. @returns its exit code */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const pid = this.isRunning ? await this.firstProcess() : null;
    if (pid === null) return this.ended;
    process.kill(pid, signal);
    const force = setTimeout(() => process.kill(pid, 'SIGKILL'), ENDS_MS);
    try {
      return await this.ended;
    } finally {
      clearTimeout(force);
    }
  }
}

/** @returns the process numbers of the children, the oldest first */
export function childrenOf(pid: number | undefined): readonly number[] {
  const text = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, 'utf8').trim();
  return text === '' ? [] : text.split(' ').map(Number);
}
