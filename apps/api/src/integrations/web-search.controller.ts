import type { AuthenticatedUser } from '@genesis/identity';
import { ordersWarning, publicUrl, scanForOrders, type SearchResult } from '@genesis/integrations';
import { AppError } from '@genesis/kernel';
import { applyDecorators, Body, Controller, Get, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { CurrentUser } from '../auth/current-user.decorator.js';
import { ApiProblem } from '../http/docs/api-problem.decorator.js';
import { goneSignal } from '../http/gone-signal.js';
import { validationFailed } from '../http/validation/validation-failed.js';
import { Rated } from '../limits/rate-class.js';
import { ExtractQuery, WebSearchDto } from './web-search.requests.js';
import { ExtractedPageResponse, WebSearchResponse } from './web-search.responses.js';
import { WebSearch } from './web-search.service.js';

const USUAL_RESULTS = 5;

const OwnPlan = () =>
  ApiProblem(
    403,
    'The plan has no web search (PLAN_WITHOUT_SEARCH), or what may be spent in a day is spent.',
  );
const NoProvider = () =>
  applyDecorators(
    ApiProblem(503, 'No provider of the plan is configured, or none answers.'),
    ApiProblem(504, 'The providers do not answer in time (SEARCH_TIMEOUT).'),
  );

/** The web through the providers of the caller's plan. The paths name one vendor because former frontends do. */
@ApiTags('integrations')
@Controller('integrations/tavily')
export class WebSearchController {
  constructor(private readonly web: WebSearch) {}

  @Rated('costly')
  @Post('search')
  @HttpCode(200)
  @ApiOperation({ operationId: 'integrations.search', summary: 'Search the public web' })
  @ApiOkResponse({ type: WebSearchResponse, description: 'What was found; texts of strangers.' })
  @OwnPlan()
  @NoProvider()
  async search(
    @CurrentUser() user: AuthenticatedUser,
    @Body() body: WebSearchDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<WebSearchResponse> {
    const { answer, provider, results } = await this.web.search(
      user,
      {
        query: body.query,
        depth: (body.search_depth ?? 'basic') === 'basic' ? 'basic' : 'deep',
        maxResults: body.max_results ?? USUAL_RESULTS,
        includeDomains: body.include_domains ?? undefined,
        excludeDomains: body.exclude_domains ?? undefined,
        isPublicFact: false,
      },
      goneSignal(reply),
    );
    return {
      query: body.query,
      results: results.map(({ date, ...result }) => ({ ...result, published_date: date })),
      answer,
      total_results: results.length,
      provider,
      warnings: warningsOf(results),
    };
  }

  @Rated('costly')
  @Get('extract')
  @ApiOperation({ operationId: 'integrations.extract', summary: 'Read a public page' })
  @ApiOkResponse({ type: ExtractedPageResponse, description: 'Its text.' })
  @OwnPlan()
  @ApiProblem(404, 'The page cannot be read (PAGE_NOT_READABLE).')
  @NoProvider()
  async extract(
    @CurrentUser() user: AuthenticatedUser,
    @Query() { url }: ExtractQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ExtractedPageResponse> {
    const address = publicUrl(url);
    if (address === null) throw validationFailed([{ pointer: '/url', code: 'NOT_ALLOWED' }]);
    const { pages, provider } = await this.web.extract(user, address, goneSignal(reply));
    const [page] = pages;
    if (page === undefined) throw new AppError({ code: 'PAGE_NOT_READABLE', kind: 'not_found' });
    // It was paid for: nothing in between may ask for it again by itself, or keep it for others.
    reply.header('cache-control', 'no-store');
    return {
      url: page.url,
      title: page.title,
      content: page.text,
      provider,
      warnings: warningsOf([{ title: page.title ?? '', url: page.url, content: page.text }]),
    };
  }
}

function warningsOf(pages: readonly Pick<SearchResult, 'title' | 'url' | 'content'>[]): readonly string[] {
  return pages
    .filter(({ title, url, content }) => scanForOrders(`${title}\n${url}\n${content}`).length > 0)
    .map(({ url }) => ordersWarning(url));
}
