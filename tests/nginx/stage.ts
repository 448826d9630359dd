/** A proxy between a load balancer, played by the test, and a domain and Cognito on loopback. */

import type { DashboardsAccess, ProxySite } from "../../components/proxy-fleet/nginx";
import { need } from "../real-parts";
import { Rig } from "./rig";
import { type Answer, startUpstream, type Upstream } from "./upstream";

export const HOST = "logs.example.com";
export const DOMAIN = "vpc-clo-0123456789.eu-central-1.es.amazonaws.com";
export const COGNITO = "clo.auth.eu-central-1.amazoncognito.com";

export const DOMAIN_ADDRESS = "127.0.0.2";
export const COGNITO_ADDRESS = "127.0.0.3";

/** Every way in which Dashboards may know the proxy, by kind. */
export const ACCESS = {
  "custom-endpoint": { kind: "custom-endpoint", hostName: HOST },
  "domain-endpoint": { kind: "domain-endpoint" },
  "proxied-cognito": { kind: "proxied-cognito", cognitoHost: COGNITO },
} as const satisfies Record<DashboardsAccess["kind"], DashboardsAccess>;

export const EXPOSURES = ["internal", "allowlist", "cloudfront"] as const;

/** A site whose load balancer stands on loopback. */
export function site(
  dashboards: DashboardsAccess["kind"],
  exposure: ProxySite["exposure"] = "internal",
): ProxySite {
  return {
    hostName: HOST,
    domainEndpoint: DOMAIN,
    dashboards: ACCESS[dashboards],
    exposure,
    vpcCidr: "127.0.0.0/8",
  };
}

export interface Stage {
  readonly rig: Rig;
  readonly domain: Upstream;
  readonly cognito: Upstream;
}

const echo =
  (who: string): Answer =>
  (seen, response) =>
    response.end(`${who} ${seen.method} ${seen.url}`);

/** Leaves the tests of a `describe` out where there is no nginx to run. */
export const skipWithoutNginx = (context: Mocha.Context): void =>
  need(context, "nginx", "stream-module", "openssl");

/** Sets the stage for the `describe` that it is called in; its parts are there once the tests run. */
export function setStage(answers: { readonly domain?: Answer; readonly cognito?: Answer } = {}): () => Stage {
  let stage: Stage | undefined;
  const get = () => {
    if (!stage) throw new Error("the stage is set before the tests run, not while they are listed");
    return stage;
  };
  before(async function () {
    skipWithoutNginx(this);
    const rig = await Rig.create();
    rig.names.addresses.set(DOMAIN, DOMAIN_ADDRESS).set(COGNITO, COGNITO_ADDRESS);
    const start = (address: string, name: string, answer: Answer) =>
      startUpstream(address, rig.upstreamPort, rig.authority.issue(name), answer);
    stage = {
      rig,
      domain: await start(DOMAIN_ADDRESS, HOST, answers.domain ?? echo("dashboards")),
      cognito: await start(COGNITO_ADDRESS, COGNITO, answers.cognito ?? echo("cognito")),
    };
  });
  beforeEach(() => {
    if (!stage) return;
    stage.domain.seen.length = 0;
    stage.cognito.seen.length = 0;
  });
  after(async () => {
    if (!stage) return;
    await stage.rig.destroy();
    await stage.domain.close();
    await stage.cognito.close();
  });
  return get;
}

/** Starts the proxy for a site before the tests of the `describe` that it is called in, and stops it after them. */
export function serve(
  stage: () => Stage,
  dashboards: DashboardsAccess["kind"],
  exposure?: ProxySite["exposure"],
): void {
  // None where the tests are left out.
  let served: Rig | undefined;
  before(async () => {
    const { rig, domain } = stage();
    served = rig;
    domain.present(rig.authority.issue(dashboards === "custom-endpoint" ? HOST : DOMAIN));
    await rig.start(site(dashboards, exposure));
  });
  after(async () => {
    await served?.stop();
  });
}
