import { getEventListeners } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { DescribeSecurityGroupsCommand, DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { expect } from "chai";
import { reasonOf } from "../../console-api/failures";
import { clientsAt, REGION } from "./deployed";
import { setMoto } from "./moto";

describe("clientsOf", () => {
  describe("at moto's server", () => {
    const moto = setMoto();

    it("asks the region of the deployment", async () => {
      const { Vpcs } = await moto().aws.ec2.send(new DescribeVpcsCommand({}));
      expect(Vpcs?.map(({ IsDefault }) => IsDefault)).to.deep.equal([true]);
      for (const client of Object.values(moto().aws)) expect(await client.config.region()).to.equal(REGION);
    });
  });

  describe("at a server that fails", () => {
    let server: Server;
    let asked = 0;
    let respond: (response: ServerResponse<IncomingMessage>) => void;
    before(async () => {
      server = createServer((request, response) => {
        request.resume();
        asked += 1;
        respond(response);
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    });
    beforeEach(() => {
      asked = 0;
    });
    after(() => {
      server.closeAllConnections();
      server.close();
    });

    const ask = async (signal?: AbortSignal): Promise<unknown> => {
      const { ec2 } = clientsAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
      try {
        await ec2.send(
          new DescribeSecurityGroupsCommand({}),
          signal === undefined ? {} : { abortSignal: signal },
        );
        return "answered";
      } catch (error) {
        return error;
      } finally {
        ec2.destroy();
      }
    };

    const saying = (status: number, code: string) => (response: ServerResponse<IncomingMessage>) =>
      response
        .writeHead(status, { "content-type": "text/xml" })
        .end(
          `<Response><Errors><Error><Code>${code}</Code><Message>arn:aws:iam::1:role/x may not</Message></Error></Errors></Response>`,
        );

    const failures: readonly (readonly [status: number, code: string, reason: string, attempts: number])[] = [
      [403, "UnauthorizedOperation", "NO_PERMISSION", 1],
      [503, "RequestLimitExceeded", "THROTTLED", 3],
      [400, "Throttling", "THROTTLED", 3],
      [400, "InvalidGroup.NotFound", "NOT_FOUND", 1],
      [500, "InternalError", "UNAVAILABLE", 3],
    ];
    for (const [status, code, reason, attempts] of failures) {
      it(`takes ${status} ${code} for ${reason}, after ${attempts} attempts`, async () => {
        respond = saying(status, code);
        expect(reasonOf(await ask())).to.equal(reason);
        expect(asked).to.equal(attempts);
      });
    }

    it("tries again what was throttled", async () => {
      respond = (response) => {
        if (asked === 1) saying(503, "RequestLimitExceeded")(response);
        else response.writeHead(200, { "content-type": "text/xml" }).end("<R><securityGroupInfo/></R>");
      };
      expect(await ask()).to.equal("answered");
      expect(asked).to.equal(2);
    });

    it("gives up on a server that is silent, three times", async () => {
      respond = () => undefined;
      expect(reasonOf(await ask())).to.equal("TIMED_OUT");
      expect(asked).to.equal(3);
    });

    it("listens to what may abort it as long as it is under way, and no longer", async () => {
      const { signal } = new AbortController();
      let during = 0;
      respond = (response) => {
        during = getEventListeners(signal, "abort").length;
        saying(503, "RequestLimitExceeded")(response);
      };
      expect(reasonOf(await ask(signal))).to.equal("THROTTLED");
      expect(asked).to.equal(3);
      expect(during).to.be.greaterThan(0);
      expect(getEventListeners(signal, "abort")).to.deep.equal([]);
    });

    it("ends at once what is aborted", async () => {
      const end = new AbortController();
      respond = () => end.abort();
      expect(reasonOf(await ask(end.signal))).to.equal("TIMED_OUT");
      expect(asked).to.equal(1);
    });
  });
});
