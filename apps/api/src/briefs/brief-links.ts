import { AppSettings } from '@genesis/config';
import { Injectable } from '@nestjs/common';

/** Addresses of a brief's resources, as absolute paths. */
@Injectable()
export class BriefLinks {
  private readonly root: string;

  constructor(settings: AppSettings) {
    this.root = `${settings.apiPrefix}/business`;
  }

  brief(briefId: string): string {
    return `${this.root}/brief/${briefId}`;
  }

  status(briefId: string): string {
    return `${this.root}/brief/${briefId}/status`;
  }

  events(briefId: string): string {
    return `${this.root}/brief/${briefId}/events`;
  }

  list(page: { readonly limit: number; readonly cursor: string }): string {
    return `${this.root}/briefs?limit=${page.limit}&cursor=${page.cursor}`;
  }
}
