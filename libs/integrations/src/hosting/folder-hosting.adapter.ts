import { randomUUID } from 'node:crypto';
import { lstat, mkdir, open, readdir, readlink, realpath, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ProviderIdentity, VendorCallOptions } from '../vendor/vendor-call.js';
import { VendorError, type VendorFailure } from '../vendor/vendor.errors.js';
import { type HostedSite, HostingPlatform, type SiteToPublish } from './hosting.port.js';

export interface FolderHostingOptions {
  /** Every entry that does not begin with a dot is a website; the rest is ours. */
  readonly folder: string;
  /** Where the folder is served; null makes file:// addresses. */
  readonly baseUrl: string | null;
}

const RELEASES = '.releases';
/** Longer than any try to publish takes. */
const RELEASE_KEPT_MS = 3_600_000;
const SITE_ID = /^[0-9a-f-]{36}$/;
const FILE_PATH = /^[a-z0-9_-]+(?:[./][a-z0-9_-]+)*$/i;
/** `v<version>-<random>`: the name of a release tells what is published. */
const RELEASE = /^v(\d+)-/;
/** A file system that is full or read-only may be mended. */
const PASSING_CODES: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EMFILE', 'ENFILE', 'EIO', 'EBUSY'];

/** Websites as static files on disk. Each version has a folder of its own; a website is a symbolic link that is moved to
 *  another version in one step, so that a reader never sees half of one. */
export class FolderHosting extends HostingPlatform {
  readonly isConfigured = true;
  private readonly folder: string;

  constructor(private readonly options: FolderHostingOptions) {
    super();
    this.folder = resolve(options.folder);
  }

  describe(): ProviderIdentity {
    return { provider: 'folder', model: null };
  }

  async find(
    { briefId }: Pick<SiteToPublish, 'reference' | 'briefId'>,
    options: VendorCallOptions,
  ): Promise<HostedSite | null> {
    return this.status(briefId, options);
  }

  async create(site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite> {
    return this.guarded(options, async () => {
      const release = await this.writeRelease(site, options.signal);
      await this.switchTo(site.briefId, release);
      await this.dropOldReleases(site.briefId, release);
      return this.hosted(site.briefId, site.reference);
    });
  }

  async update(siteId: string, site: SiteToPublish, options: VendorCallOptions): Promise<HostedSite> {
    if ((await this.status(siteId, options)) === null) {
      throw new VendorError('hosting', 'not_found', {
        message: 'the folder has no such website',
        attempts: 1,
      });
    }
    return this.create(site, options);
  }

  async status(siteId: string, options: VendorCallOptions): Promise<HostedSite | null> {
    return this.guarded(options, async () => {
      if (!SITE_ID.test(siteId)) return null;
      const target = await readlink(join(this.folder, siteId)).catch(nullWhenAbsent);
      const version = target === null ? undefined : RELEASE.exec(target.split(/[\\/]/).at(-1) ?? '')?.[1];
      return version === undefined ? null : this.hosted(siteId, `${siteId}:${version}`);
    });
  }

  async remove(briefId: string, options: VendorCallOptions): Promise<boolean> {
    return this.guarded(options, async () => {
      if (!SITE_ID.test(briefId)) throw rejected('a website is named by the id of its brief');
      const names = (await readdir(this.folder).catch(nullWhenAbsent)) ?? [];
      // The link first: nobody is to see half of a website. The others are of tries that died before their rename.
      for (const name of names.filter((each) => each === briefId || each.startsWith(`.${briefId}-`)))
        await rm(join(this.folder, name), { force: true });
      const releases = join(this.folder, RELEASES);
      if ((await lstat(releases).catch(nullWhenAbsent)) === null) return true;
      await this.mustLieInside(releases);
      await rm(join(releases, briefId), { recursive: true, force: true });
      return true;
    });
  }

  private hosted(siteId: string, reference: string): HostedSite {
    const { baseUrl } = this.options;
    const url =
      baseUrl === null
        ? pathToFileURL(join(this.folder, siteId, 'index.html')).href
        : `${baseUrl.replace(/(?<!\/)\/+$/, '')}/${siteId}/`;
    return { id: siteId, url, status: 'live', reference };
  }

  /** @returns the name of the folder. Nobody reads it yet. */
  private async writeRelease(site: SiteToPublish, signal: AbortSignal): Promise<string> {
    if (!SITE_ID.test(site.briefId)) throw rejected('a website is named by the id of its brief');
    const release = `v${site.version}-${randomUUID()}`;
    const root = join(this.folder, RELEASES, site.briefId, release);
    await mkdir(root, { recursive: true });
    await this.mustLieInside(root);
    for (const { path, bytes } of site.files) {
      signal.throwIfAborted();
      if (!FILE_PATH.test(path)) throw rejected('a file of a website has an odd path');
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeDurably(join(root, path), bytes);
    }
    signal.throwIfAborted();
    return release;
  }

  /** A link that somebody has put in the way would have us write or delete elsewhere. */
  private async mustLieInside(path: string): Promise<void> {
    const [inside, outside] = [await realpath(path), await realpath(this.folder)];
    if (!inside.startsWith(outside + sep)) throw rejected('the folder of websites leads out of itself');
  }

  private async switchTo(siteId: string, release: string): Promise<void> {
    const link = join(this.folder, `.${siteId}-${randomUUID()}`);
    await symlink(join(RELEASES, siteId, release), link, 'dir');
    try {
      await rename(link, join(this.folder, siteId));
    } catch (error) {
      await rm(link, { force: true });
      throw error;
    }
  }

  /** Versions before, and what a try that died has left. A young one may be about to be switched to. */
  private async dropOldReleases(siteId: string, kept: string): Promise<void> {
    const releases = join(this.folder, RELEASES, siteId);
    for (const name of await readdir(releases)) {
      if (name === kept) continue;
      const { mtimeMs } = await stat(join(releases, name));
      if (Date.now() - mtimeMs > RELEASE_KEPT_MS)
        await rm(join(releases, name), { recursive: true, force: true });
    }
  }

  private async guarded<T>({ signal }: VendorCallOptions, act: () => Promise<T>): Promise<T> {
    try {
      signal.throwIfAborted();
      return await act();
    } catch (error) {
      if (error instanceof VendorError) throw error;
      const failure = signal.aborted ? 'cancelled' : failureOf(error);
      throw new VendorError('hosting', failure, {
        message: 'the folder of websites could not be used',
        attempts: 1,
        cause: error,
      });
    }
  }
}

async function writeDurably(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

function nullWhenAbsent(error: unknown): null {
  const code = codeOf(error);
  // EINVAL: something else than a link stands there; it is not one of ours.
  if (code === 'ENOENT' || code === 'EINVAL') return null;
  throw error;
}

function failureOf(error: unknown): VendorFailure {
  return PASSING_CODES.includes(codeOf(error)) ? 'unavailable' : 'rejected';
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

function rejected(message: string): VendorError {
  return new VendorError('hosting', 'rejected', { message, attempts: 1 });
}
