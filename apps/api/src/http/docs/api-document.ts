import type { AppSettings } from '@genesis/config';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { Problem } from '../problem/problem.js';
import { describeLeftOut } from './left-out.js';
import { PUBLIC_EXTENSION } from '../../auth/public.decorator.js';
import { IDEMPOTENCY_KEY } from '../../briefs/idempotency-key.decorator.js';
import { RATE_CLASS_EXTENSION } from '../../limits/rate-class.js';
import { SERVICE_SECURITY } from '../../service/service-route.decorator.js';
import { addAnswerHeaders, declareAnswerHeaders } from './answer-headers.js';
import { problemContent } from './api-problem.decorator.js';
import { boundSchemas } from './schema-bounds.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

const TAGS: Readonly<Record<string, string>> = {
  assets: 'Pictures',
  auth: 'Signing up, in and out',
  briefs: 'Briefs, their runs, events and files',
  coaching: 'From an idea to a brief, in five steps',
  dc360: 'DigitalCloud360’s contract, for services',
  genesis: 'Addresses of the former service, for people',
  health: 'Whether the service works',
  integrations: 'The web, and files of one’s own',
  usage: 'What was used and what it has cost',
  users: 'One’s own account',
  websites: 'Publishing a brief',
};

/** The OpenAPI 3.1 document of the routes that exist. */
export function buildApiDocument(app: INestApplication, settings: AppSettings): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Genesis AI Deep Agents Service')
    .setDescription('Turns the idea of an entrepreneur into a business brief that is ready for a website.')
    .setVersion(settings.appVersion)
    .setLicense('MIT', 'https://spdx.org/licenses/MIT.html')
    .addServer('/', 'Where this document comes from: local, staging or production.', undefined, {
      'x-internal': false,
    })
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token of `/auth/token`, issued and checked as RFC8725 says.',
    })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-Service-Secret' }, SERVICE_SECURITY)
    .build();
  config.tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }));
  const document = SwaggerModule.createDocument(app, config, {
    extraModels: [Problem],
    operationIdFactory: (controller, method) => `${domainName(controller)}.${method}`,
  });
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation !== undefined) completeOperation(operation, path);
    }
  }
  describeLeftOut(document);
  declareAnswerHeaders(document);
  boundSchemas(document);
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
  const isRepeatable = takesKey(operation);
  if (isRepeatable) addInFlight(operation);
  const rateClass = rateClassOf(operation);
  if (rateClass !== 'none') {
    operation.responses['429'] = {
      ...problemContent('Too many requests (RATE_LIMITED).'),
      ...operation.responses['429'],
    };
  }
  addAnswerHeaders(operation.responses, { isLimited: rateClass !== 'none', isRepeatable });
}

const takesKey = ({ parameters = [] }: Operation): boolean =>
  parameters.some((parameter) => 'name' in parameter && parameter.name === IDEMPOTENCY_KEY);

/** Beside whatever conflict the route has of its own. */
function addInFlight({ responses }: Operation): void {
  const inFlight = 'he first request with this key is still at work (IDEMPOTENCY_IN_FLIGHT).';
  const own = responses['409'];
  const isOwn = own !== undefined && 'description' in own;
  responses['409'] = problemContent(isOwn ? `${own.description} Or t${inFlight}` : `T${inFlight}`);
}

/** Which limit an operation has; it says so, whether or not its route does. */
function rateClassOf(operation: Operation): unknown {
  const extensible = operation as unknown as Record<string, unknown>;
  const isOfServices = operation.security?.some((scheme) => SERVICE_SECURITY in scheme) === true;
  return (extensible[RATE_CLASS_EXTENSION] ??= isOfServices ? 'services' : 'calls');
}
