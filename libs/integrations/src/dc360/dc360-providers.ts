import { AppSettings, Dc360Settings, PublishingSettings } from '@genesis/config';
import type { Provider } from '@nestjs/common';
import { Dc360Hosting } from '../hosting/dc360-hosting.adapter.js';
import { FolderHosting } from '../hosting/folder-hosting.adapter.js';
import { HostingPlatform } from '../hosting/hosting.port.js';
import { VendorGateway } from '../resilience/vendor-gateway.js';
import type { FixedProvider } from '../vendor/plan-registry.js';
import type { Probed } from '../vendor/provider-checks.js';
import { Dc360Client } from './dc360-client.js';
import { Dc360Connection } from './dc360-connection.js';
import { Dc360Platform } from './dc360.port.js';

/** DigitalCloud360 as a service that we call, and where websites are published. */
export const DC360_PROVIDERS: readonly Provider[] = [
  {
    provide: Dc360Connection,
    inject: [VendorGateway, Dc360Settings, AppSettings],
    useFactory: (gateway: VendorGateway, settings: Dc360Settings, app: AppSettings) =>
      new Dc360Connection(gateway, {
        baseUrl: settings.apiUrl,
        secret: settings.serviceSecret,
        timeoutMs: settings.timeoutMs,
        version: app.appVersion,
      }),
  },
  {
    provide: Dc360Platform,
    inject: [Dc360Connection],
    useFactory: (connection: Dc360Connection) => new Dc360Client(connection),
  },
  {
    provide: HostingPlatform,
    inject: [Dc360Connection, PublishingSettings],
    useFactory: hostingFor,
  },
];

/** For the operators' view: the platform is looked at once for both of its services. */
export function fixedProviders(dc360: Dc360Connection, hosting: HostingPlatform): readonly FixedProvider[] {
  const platform: Probed = { provider: 'dc360', probe: () => dc360.probe() };
  const { provider } = hosting.describe();
  return [
    { capability: 'platform', isConfigured: dc360.isConfigured, probed: platform },
    {
      capability: 'hosting',
      isConfigured: hosting.isConfigured,
      probed: provider === platform.provider ? platform : { provider },
    },
  ];
}

function hostingFor(connection: Dc360Connection, settings: PublishingSettings): HostingPlatform {
  const hosting = settings.hosting ?? (connection.isConfigured ? 'dc360' : 'folder');
  return hosting === 'dc360'
    ? new Dc360Hosting(connection)
    : new FolderHosting({ folder: settings.folder, baseUrl: settings.baseUrl });
}
