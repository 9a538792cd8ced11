import { AppSettings } from '@genesis/config';
import { type ContractUrls, contractUrls } from '@genesis/briefs';
import { Injectable } from '@nestjs/common';

/** Addresses of a brief's resources for a service, as absolute paths. */
@Injectable()
export class ContractLinks {
  private readonly apiPrefix: string;
  private readonly root: string;

  constructor({ apiPrefix }: AppSettings) {
    this.apiPrefix = apiPrefix;
    this.root = `${apiPrefix}/business-brief`;
  }

  brief(briefId: string): string {
    return `${this.root}/${briefId}`;
  }

  status(briefId: string): string {
    return `${this.root}/${briefId}/status`;
  }

  of(briefId: string): ContractUrls {
    return contractUrls(this.apiPrefix, briefId);
  }
}
