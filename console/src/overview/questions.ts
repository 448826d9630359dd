/** What the overview asks. */

import type { Control, Flow, Overview } from "../../../console-api/contract";
import type { Api } from "../data/api";

const OVERVIEW = `query Overview {
  overview {
    stack region asOf
    components { id name state detail facts { label value } }
    alarms { name description since component }
    problems { part reason message }
  }
}`;

const REGISTER = `query Register {
  responsibilityRegister { id topic control owner cadence evidence { kind type name path } open }
}`;

const MATRIX = `query Matrix {
  trafficMatrix { id from to protocol port why }
}`;

export const askOverview = async (api: Api, signal: AbortSignal): Promise<Overview> =>
  (await api.ask<{ readonly overview: Overview }>(OVERVIEW, {}, signal)).overview;

export const askRegister = async (api: Api, signal: AbortSignal): Promise<readonly Control[]> =>
  (await api.ask<{ readonly responsibilityRegister: readonly Control[] }>(REGISTER, {}, signal))
    .responsibilityRegister;

export const askMatrix = async (api: Api, signal: AbortSignal): Promise<readonly Flow[]> =>
  (await api.ask<{ readonly trafficMatrix: readonly Flow[] }>(MATRIX, {}, signal)).trafficMatrix;
