/** The console's CloudFront Function: paths of the application all open its one page. */

/**
 * A path whose last segment has no dot is a view, not a file, so `index.html` answers it. Doing this to the request
 * leaves error answers alone: mapping 403 to the page instead would turn a block by WAF, by geography or by the bucket's
 * policy into "200 OK".
 *
 * Written for the runtime `cloudfront-js-2.0`, which has no modules.
 */
export const REWRITE_CODE = `function handler(event) {
  const request = event.request;
  const segment = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (!segment.includes(".")) request.uri = "/index.html";
  return request;
}
`;

/** The runtime that the code above is written for. */
export const REWRITE_RUNTIME = "cloudfront-js-2.0";
