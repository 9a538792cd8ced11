import type { AppSettings } from '@genesis/config';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Problem } from '../problem/problem.js';
import { problemContent } from './api-problem.decorator.js';
import { closeSchemas } from './closed-schemas.js';
import { PUBLIC_EXTENSION } from '../../auth/public.decorator.js';
import { RATE_CLASS_EXTENSION } from '../../limits/rate-class.js';
import { SERVICE_SECURITY } from '../../service/service-route.decorator.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The OpenAPI 3.1 document of the routes that exist. */
export function buildApiDocument(app: INestApplication, settings: AppSettings): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Genesis AI Deep Agents Service')
    .setDescription('Turns the idea of an entrepreneur into a business brief that is ready for a website.')
    .setVersion(settings.appVersion)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/', 'This server')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Service-Secret' }, SERVICE_SECURITY)
    .build();
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [Problem],
    operationIdFactory: (controller, method) => `${domainName(controller)}.${method}`,
  });
  document.components = { ...document.components, headers: RATE_HEADERS };
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) completeOperation(operation, path);
    }
  }
  closeSchemas(document.components?.schemas ?? {});
  return document;
}

/** `AuthController` → `auth`. */
function domainName(controller: string): string {
  const name = controller.replace(/Controller$/, '');
  return name.charAt(0).toLowerCase() + name.slice(1);
}

/** Security and the errors that every operation may answer, where the route does not say more. */
function completeOperation(operation: Operation, path: string): void {
  const extensible: Record<string, unknown> = { ...operation };
  const isPublic = extensible[PUBLIC_EXTENSION] === true;
  Reflect.deleteProperty(operation, PUBLIC_EXTENSION);
  operation.security = isPublic ? [] : (operation.security ?? [{ bearer: [] }]);
  const hasBody = operation.requestBody !== undefined;
  const problems: Readonly<Record<string, string | false>> = {
    400: 'The request cannot be read.',
    401: !isPublic && 'The access token is missing or not valid.',
    404: path.includes('{') && 'No such thing, or it belongs to someone else.',
    413: hasBody && 'The body is larger than allowed.',
    415: hasBody && 'The content type is not accepted.',
    422: (hasBody || (operation.parameters ?? []).length > 0) && 'Some fields are not valid.',
    500: 'Something went wrong on our side.',
    503: 'A store of the service cannot be reached.',
  };
  for (const [status, description] of Object.entries(problems)) {
    if (description === false) continue;
    operation.responses[status] = { ...problemContent(description), ...operation.responses[status] };
  }
  completeRate(operation);
}

const RATE_HEADERS = {
  'RateLimit-Policy': {
    description: 'How much is allowed: policies with their quota `q` in a window of `w` seconds.',
    schema: { type: 'string', example: '"calls";q=120;w=60' },
  },
  RateLimit: {
    description:
      'What is left of it: `r`, and the seconds `t` until the window ends. Absent where limits are off.',
    schema: { type: 'string', example: '"calls";r=119;t=60' },
  },
  'Retry-After': {
    description: 'Seconds to wait before the next try.',
    schema: { type: 'integer', minimum: 0, example: 17 },
  },
} as const;

/** Which limit an operation has, and what its answers say of it. */
function completeRate(operation: Operation): void {
  const extensible = operation as unknown as Record<string, unknown>;
  const isOfServices = operation.security?.some((scheme) => SERVICE_SECURITY in scheme) === true;
  const rateClass = extensible[RATE_CLASS_EXTENSION] ?? (isOfServices ? 'services' : 'calls');
  extensible[RATE_CLASS_EXTENSION] = rateClass;
  if (rateClass === 'none') return;
  operation.responses['429'] = {
    ...problemContent('Too many requests.'),
    ...operation.responses['429'],
    headers: rateHeaders('RateLimit-Policy', 'RateLimit', 'Retry-After'),
  };
  for (const [status, response] of Object.entries(operation.responses)) {
    if (!status.startsWith('2') || response === undefined || '$ref' in response) continue;
    response.headers = { ...response.headers, ...rateHeaders('RateLimit-Policy', 'RateLimit') };
  }
}

function rateHeaders(...names: readonly (keyof typeof RATE_HEADERS)[]) {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
