/** As much of a browser as a sign-in needs: it follows redirects, keeps cookies and knows some hosts. */

import { request } from "node:https";

export interface Page {
  readonly url: string;
  readonly status: number;
  readonly body: string;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
}

/** Where the browser finds a host; a name that is not here cannot be reached, as a private one could not. */
export type Hosts = ReadonlyMap<string, { readonly address: string; readonly port: number }>;

const MAX_REDIRECTS = 10;

const within = (path: string, cookiePath: string): boolean =>
  path === cookiePath || path.startsWith(cookiePath.endsWith("/") ? cookiePath : `${cookiePath}/`);

/** A `Set-Cookie` line as RFC 6265 reads it, or undefined where the host may not set it. */
function parseCookie(line: string, url: URL): Cookie | undefined {
  const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
  const attribute = (name: string) =>
    attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
  const domain = attribute("domain")?.replace(/^\./, "") ?? url.hostname;
  if (url.hostname !== domain && !url.hostname.endsWith(`.${domain}`)) return undefined;
  const split = pair.indexOf("=");
  return { name: pair.slice(0, split), value: pair.slice(split + 1), domain, path: attribute("path") ?? "/" };
}

export class Browser {
  /** Each address that it asked for, in order. */
  readonly visited: string[] = [];
  readonly #hosts: Hosts;
  #cookies: readonly Cookie[] = [];

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
  }

  cookiesFor(url: string): readonly string[] {
    const { hostname, pathname } = new URL(url);
    return this.#cookies
      .filter(
        ({ domain, path }) =>
          (hostname === domain || hostname.endsWith(`.${domain}`)) && within(pathname, path),
      )
      .map(({ name, value }) => `${name}=${value}`);
  }

  #store(lines: readonly string[], url: URL): void {
    for (const line of lines) {
      const cookie = parseCookie(line, url);
      if (!cookie) continue;
      const others = this.#cookies.filter(
        ({ name, domain, path }) => name !== cookie.name || domain !== cookie.domain || path !== cookie.path,
      );
      this.#cookies = [...others, cookie];
    }
  }

  /** @throws where the host is unknown, the scheme is not https, or redirects do not end */
  async go(url: string, form?: string, redirects = 0): Promise<Page> {
    if (redirects > MAX_REDIRECTS) throw new Error(`redirected over and over, at last to \`${url}\``);
    const target = new URL(url);
    const place = this.#hosts.get(target.hostname);
    if (target.protocol !== "https:" || !place) throw new Error(`cannot reach \`${url}\``);
    this.visited.push(url);
    const path = `${target.pathname}${target.search}`;
    const cookie = this.cookiesFor(url).join("; ");
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...{ host: place.address, port: place.port, path, method: form === undefined ? "GET" : "POST" },
          headers: { host: target.hostname, ...(cookie === "" ? {} : { cookie }) },
          ...{ agent: false, rejectUnauthorized: false, servername: target.hostname },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            this.#store(response.headers["set-cookie"] ?? [], target);
            const { location } = response.headers;
            const status = response.statusCode ?? 0;
            const body = Buffer.concat(chunks).toString("utf8");
            if (location === undefined || status < 300 || status > 399) resolve({ url, status, body });
            else this.go(new URL(location, url).href, undefined, redirects + 1).then(resolve, reject);
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(form);
    });
  }
}
