import { IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { httpUrl, list, text } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** Signatures by a key of which we only hold the public half. A shared secret would let whoever checks a token make one,
 *  and a public key would pass for such a secret. Source: RFC 7518, section 3.1; RFC 8725, section 3.1. */
const SSO_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
] as const;
type SsoAlgorithm = (typeof SSO_ALGORITHMS)[number];

/** Single sign-on with accounts of DigitalCloud360. */
export class SsoSettings {
  @Setting({
    name: 'DC360_JWKS_URL',
    doc: 'Where DigitalCloud360 publishes the keys of its tokens (JWKS). Without it the platform itself is asked about each token.',
    type: httpUrl,
  })
  @IsOptional()
  @IsString()
  readonly jwksUrl: string | null;

  @Setting({
    name: 'DC360_JWT_ISSUER',
    doc: 'Issuer that a token of DigitalCloud360 must name; needed with DC360_JWKS_URL.',
    type: text,
  })
  @IsOptional()
  @IsString()
  readonly issuer: string | null;

  @Setting({
    name: 'DC360_JWT_AUDIENCE',
    doc: 'Audience that a token of DigitalCloud360 must name.',
    type: text,
    default: 'genesis',
  })
  @IsNotEmpty()
  readonly audience: string;

  @Setting({
    name: 'DC360_JWT_ALGORITHMS',
    doc: 'Signatures that are accepted: RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA. A shared secret (HS256) never is.',
    type: list,
    default: 'RS256',
  })
  @IsIn(SSO_ALGORITHMS, { each: true })
  readonly algorithms: readonly SsoAlgorithm[];

  static complete(settings: SsoSettings, context: SettingsContext): void {
    const { jwksUrl, issuer, algorithms } = settings;
    if (algorithms.length === 0) context.problem('DC360_JWT_ALGORITHMS', 'must name at least one algorithm');
    if (jwksUrl === null) return;
    if (issuer === null) context.problem('DC360_JWT_ISSUER', 'must be set together with DC360_JWKS_URL');
    const isDeployed = context.environment === 'staging' || context.environment === 'production';
    if (isDeployed && !jwksUrl.startsWith('https:')) {
      context.problem('DC360_JWKS_URL', `must be an https address in ${context.environment}`);
    }
  }
}
