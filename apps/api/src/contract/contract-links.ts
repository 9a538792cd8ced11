import { AppSettings } from '@genesis/config';
import type { ContractUrls } from '@genesis/briefs';
import { Injectable } from '@nestjs/common';

/** Addresses of a brief's resources for a service, as absolute paths. */
@Injectable()
export class ContractLinks {
  private readonly root: string;

  constructor(settings: AppSettings) {
    this.root = `${settings.apiPrefix}/business-brief`;
  }

  brief(briefId: string): string {
    return `${this.root}/${briefId}`;
  }

  status(briefId: string): string {
    return `${this.root}/${briefId}/status`;
  }

  of(briefId: string): ContractUrls {
    const brief = this.brief(briefId);
    return {
      file: (path) => `${brief}/files${encodeURI(path)}`,
      picture: (key) => `${brief}/pictures/${encodeURIComponent(key)}`,
    };
  }
}
