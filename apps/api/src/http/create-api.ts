import type { LoadedSettings } from '@genesis/config';
import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { configureEdge } from './edge/configure-edge.js';
import { httpAdapter } from './edge/http-adapter.js';

export interface CreateApiOptions {
  readonly loaded: LoadedSettings;
  readonly logger: LoggerService;
}

/** The api, ready for `listen`. @throws whatever a module throws while it starts */
export async function createApi({ loaded, logger }: CreateApiOptions): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(loaded),
    httpAdapter(loaded),
    {
      logger,
      abortOnError: false,
      // What is still open after the drain is a stream or an idle connection.
      forceCloseConnections: true,
    },
  );
  configureEdge(app);
  return app;
}
