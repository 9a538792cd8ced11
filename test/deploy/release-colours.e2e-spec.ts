import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { composeDocument, PROJECT } from './compose-files.js';

const COLOURS = 'deploy/release/docker-compose.colours.yml';

describe('the file of the colours', () => {
  interface Shared {
    readonly external?: boolean;
    readonly name?: string;
  }
  interface File {
    readonly services: Readonly<
      Record<
        string,
        {
          networks?: readonly string[] | Record<string, object>;
          volumes?: readonly string[];
          command?: readonly string[];
        }
      >
    >;
    readonly networks: Readonly<Record<string, Shared>>;
    readonly volumes: Readonly<Record<string, Shared>>;
  }
  // Compose's own tags for what replaces instead of adding.
  const customTags = ['!override', '!reset'].flatMap((tag) =>
    (['map', 'seq'] as const).map((collection) => ({ tag, collection, identify: () => false })),
  );
  const colours = parse(readFileSync(path.join(PROJECT, COLOURS), 'utf8'), { customTags }) as File;
  const base = composeDocument('docker-compose.yml') as unknown as File;
  const services = ['genesis-api', 'genesis-worker'];
  const namesOf = (networks: readonly string[] | Record<string, object> = []) =>
    Array.isArray(networks) ? (networks as readonly string[]) : Object.keys(networks);

  it('shares every network and volume of the base project, by the name that Compose gives it there', () => {
    const networks = new Set(services.flatMap((name) => namesOf(base.services[name]?.networks)));
    const volumes = new Set(
      services
        .flatMap((name) => base.services[name]?.volumes ?? [])
        .map((mount) => mount.split(':')[0] ?? ''),
    );
    expect(new Set(Object.keys(colours.networks))).toEqual(networks);
    expect(new Set(Object.keys(colours.volumes))).toEqual(volumes);
    for (const [name, shared] of Object.entries({ ...colours.networks, ...colours.volumes })) {
      const own =
        name === 'genesis-ai-network'
          ? '${GENESIS_NETWORK:-genesis-ai-network}'
          : `\${GENESIS_PROJECT:?}_${name}`;
      expect(shared).toEqual({ external: true, name: own });
    }
    expect(base.networks['genesis-ai-network']?.name).toBe('${GENESIS_NETWORK:-genesis-ai-network}');
  });

  it('keeps an api on the networks that it has', () => {
    expect(namesOf(colours.services['genesis-api']?.networks)).toEqual(
      namesOf(base.services['genesis-api']?.networks),
    );
  });

  it('depends on nothing that runs in the base project, and applies nothing that takes something away', () => {
    for (const name of ['genesis-api', 'genesis-worker', 'migrate']) {
      expect(colours.services[name]).toMatchObject({ depends_on: {} });
    }
    expect(colours.services['migrate']?.command?.at(-1)).toBe('--expand');
    expect(readFileSync(path.join(PROJECT, COLOURS), 'utf8').match(/depends_on: !reset \{\}/g)).toHaveLength(
      3,
    );
  });
});
