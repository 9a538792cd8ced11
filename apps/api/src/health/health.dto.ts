import {
  DEPENDENCIES,
  type DependencyReport,
  type HealthReport,
  type LivenessReport,
  type ReadinessReport,
  type StartUpReport,
} from '@genesis/health';
import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'Health' })
export class HealthResponse implements HealthReport {
  @ApiProperty({ enum: ['healthy'] })
  readonly status: 'healthy';

  @ApiProperty({ example: 'genesis-ai-service' })
  readonly service: string;

  @ApiProperty({ example: '1.0.0' })
  readonly version: string;

  @ApiProperty({ enum: ['development', 'testing', 'staging', 'production'], example: 'development' })
  readonly environment: string;

  @ApiProperty({ description: 'Unix time in seconds.', example: 1_790_000_000.123 })
  readonly timestamp: number;
}

@ApiSchema({ name: 'Liveness' })
export class LivenessResponse implements LivenessReport {
  @ApiProperty({ enum: ['ok', 'failing'] })
  readonly status: 'ok' | 'failing';
}

@ApiSchema({ name: 'DependencyState' })
export class DependencyResponse implements DependencyReport {
  @ApiProperty({ enum: ['up', 'down'] })
  readonly status: 'up' | 'down';

  @ApiProperty({ type: Number, nullable: true, example: 2 })
  readonly response_time_ms: number | null;

  @ApiProperty({ required: false, example: 'eviction policy is allkeys-lru, production needs noeviction' })
  readonly warning?: string;
}

@ApiSchema({ name: 'DependencyStates' })
export class DependenciesResponse {
  @ApiProperty({ type: DependencyResponse })
  readonly database: DependencyResponse;

  @ApiProperty({ type: DependencyResponse })
  readonly redis_cache: DependencyResponse;

  @ApiProperty({ type: DependencyResponse })
  readonly redis_queue: DependencyResponse;

  @ApiProperty({ type: DependencyResponse })
  readonly migrations: DependencyResponse;

  @ApiProperty({
    type: DependencyResponse,
    required: false,
    description: 'DigitalCloud360; there where STRICT_HEALTH_CHECKS is on.',
  })
  readonly integrations?: DependencyResponse;
}

@ApiSchema({ name: 'Readiness' })
export class ReadinessResponse implements ReadinessReport {
  @ApiProperty({ enum: ['ready', 'not_ready', 'draining'] })
  readonly status: 'ready' | 'not_ready' | 'draining';

  @ApiProperty({ type: DependenciesResponse })
  readonly checks: DependenciesResponse;
}

@ApiSchema({ name: 'StartUp' })
export class StartUpResponse implements StartUpReport {
  @ApiProperty({ enum: ['started', 'starting'], example: 'started' })
  readonly status: 'started' | 'starting';

  @ApiProperty({
    isArray: true,
    enum: [...DEPENDENCIES, 'jobs'],
    description: 'What is not there yet; empty once the start is complete.',
    example: [],
  })
  readonly waiting_for: StartUpReport['waiting_for'];
}
