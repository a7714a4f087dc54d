import { Router } from 'express';
import helmet from 'helmet';
import swaggerUi from 'swagger-ui-express';
import type { AnyJson } from './openapi-schema.ts';
import { notesOf } from './serve-route.ts';

/** The document at /openapi.json and a page to read it at /docs, for everybody: neither holds a secret. */
export function documentRoutes(document: AnyJson): Router {
  const router = Router();
  router.get('/openapi.json', (_request, response) => {
    notesOf(response).route = 'GET /openapi.json';
    response.set({ 'access-control-allow-origin': '*', 'cache-control': 'no-cache' }).json(document);
  });
  router.use('/docs', PAGE_POLICY, swaggerUi.serve, swaggerUi.setup(null, PAGE));
  return router;
}

/** The page and its scripts come from here and talk to here alone. Swagger's page brings its style along. */
const PAGE_POLICY = helmet.contentSecurityPolicy({
  useDefaults: false,
  directives: {
    defaultSrc: ["'none'"],
    scriptSrc: ["'self'"],
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    baseUri: ["'none'"],
    formAction: ["'none'"],
    frameAncestors: ["'none'"],
  },
});

const PAGE = {
  customSiteTitle: 'Zangpay: the merchant API',
  swaggerOptions: {
    url: '/openapi.json',
    // Otherwise the page tells swagger.io where it is.
    validatorUrl: null,
    persistAuthorization: false,
    displayRequestDuration: true,
    tagsSorter: 'alpha',
  },
};
