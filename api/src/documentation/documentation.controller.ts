import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiExcludeController, type OpenAPIObject } from '@nestjs/swagger';
import { AccessService, ServingService, SolutionsService } from '@proofline/host';
import type { FastifyRequest } from 'fastify';
import { bearerOf } from '../http/access.guard.js';
import { Endpoint } from '../http/endpoint.js';
import { solutionPath } from './solution-paths.js';

/** The document of what every installation answers; made when it is first asked for. */
export class GeneralDocument {
  private made: OpenAPIObject | undefined;
  make: () => OpenAPIObject = () => {
    throw new Error('The application is not complete yet.');
  };

  get(): OpenAPIObject {
    this.made ??= this.make();
    return this.made;
  }
}

@ApiExcludeController()
@Controller('docs-json')
export class DocumentationController {
  constructor(
    @Inject(GeneralDocument) private readonly general: GeneralDocument,
    @Inject(AccessService) private readonly access: AccessService,
    @Inject(SolutionsService) private readonly solutions: SolutionsService,
    @Inject(ServingService) private readonly serving: ServingService,
  ) {}

  /** Open, as it holds no data. A key adds the solutions that it may see, with their fields. */
  @Get()
  @Endpoint({ summary: 'The OpenAPI document', allow: 'public' })
  async document(@Req() { headers }: FastifyRequest): Promise<OpenAPIObject> {
    const document = this.general.get();
    const key = bearerOf(headers.authorization);
    if (key === undefined) return document;
    const principal = await this.access.authenticate(key);
    const paths = { ...document.paths };
    for (const solution of await this.solutions.list(principal)) {
      // One that has no model yet, or none that can be loaded, is documented by the endpoint of all.
      const contract = await this.serving.contract(principal, solution).catch(() => undefined);
      if (contract !== undefined) Object.assign(paths, solutionPath(document, solution, contract));
    }
    return { ...document, paths };
  }
}
