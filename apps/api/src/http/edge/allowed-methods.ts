import { Injectable } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';

interface KnownRoute {
  readonly methods: readonly string[];
  readonly pattern: RegExp;
}

/** Which methods an address has: a router that finds none for one method says 404, the caller deserves 405. */
@Injectable()
export class AllowedMethods {
  private readonly routes: KnownRoute[] = [];

  /** Must be called before the first route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ method, url }) => {
      // The preflight route of the CORS plugin matches everything.
      if (url.includes('*') && [method].flat().includes('OPTIONS')) return;
      this.routes.push({ methods: [method].flat(), pattern: patternOf(url) });
    });
  }

  /** @returns upper-case names, sorted; empty for an unknown path */
  of(path: string): readonly string[] {
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).flatMap((route) => route.methods);
    return [...new Set(methods)].sort();
  }
}

function patternOf(url: string): RegExp {
  const segments = url
    .replace(/\/$/, '')
    .split('/')
    .map((segment) => {
      if (segment === '*') return '.*';
      return segment.startsWith(':') ? '[^/]+' : segment.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
    });
  return new RegExp(`^${segments.join('/')}/?$`);
}
