import { expect } from "chai";
import fc from "fast-check";
import { type Drawing, drawingOf } from "../../console/src/overview/diagram-drawing";
import { diagramLayout, type LayoutFlow } from "../../console/src/overview/diagram-layout";
import { labelLines, partyLabel, trafficLabel } from "../../console/src/overview/label-lines";

const flow = (from: string, to: string, port = 443): LayoutFlow => ({ from, to, protocol: "tcp", port });

const COMPONENTS = ["load-balancer", "proxy", "domain", "console"].map((id) => ({ id }));
const FLOWS = [
  flow("10.20.30.0/24", "load-balancer"),
  flow("10.20.40.0/24", "load-balancer"),
  flow("load-balancer", "proxy"),
  flow("proxy", "domain"),
  flow("proxy", "Amazon S3", 443),
  flow("proxy", "Amazon S3", 80),
];

const anyParty = fc.constantFrom("a", "b", "c", "d", "10.0.0.0/8", "192.0.2.0/24", "list", "::/0");
const anyFlows = fc.array(
  fc.record({
    from: anyParty,
    to: anyParty,
    protocol: fc.constantFrom("tcp", "udp"),
    port: fc.constantFrom(80, 443, 9200),
  }),
  { maxLength: 14 },
);
const anyComponents = fc.subarray(["a", "b", "c", "d"]).map((ids) => ids.map((id) => ({ id })));

describe("the diagram's layout", () => {
  it("follows the traffic, joins parties that are treated alike, and puts aside what no flow names", () => {
    expect(diagramLayout(COMPONENTS, FLOWS)).to.deep.equal({
      nodes: [
        { id: "load-balancer", parties: [], layer: 1, place: 0 },
        { id: "proxy", parties: [], layer: 2, place: 0 },
        { id: "domain", parties: [], layer: 3, place: 0 },
        { id: "10.20.30.0/24", parties: ["10.20.30.0/24", "10.20.40.0/24"], layer: 0, place: 0 },
        { id: "Amazon S3", parties: ["Amazon S3"], layer: 3, place: 1 },
      ],
      edges: [
        { from: "10.20.30.0/24", to: "load-balancer", traffic: ["tcp/443"] },
        { from: "load-balancer", to: "proxy", traffic: ["tcp/443"] },
        { from: "proxy", to: "domain", traffic: ["tcp/443"] },
        { from: "proxy", to: "Amazon S3", traffic: ["tcp/80", "tcp/443"] },
      ],
      layers: 4,
      aside: ["console"],
    });
  });

  it("has nothing where nothing is known, and everything aside where no flow is", () => {
    expect(diagramLayout([], [])).to.deep.equal({ nodes: [], edges: [], layers: 0, aside: [] });
    expect(diagramLayout(COMPONENTS, []).aside).to.deep.equal(COMPONENTS.map(({ id }) => id));
  });

  it("keeps parties apart of which the flows say different things", () => {
    const { nodes } = diagramLayout([{ id: "a" }], [flow("x", "a", 80), flow("y", "a", 443)]);
    expect(nodes.map(({ id }) => id)).to.deep.equal(["a", "x", "y"]);
  });

  it("has each component and party once, and no two nodes at a place", () => {
    fc.assert(
      fc.property(anyComponents, anyFlows, (components, flows) => {
        const { nodes, aside, layers } = diagramLayout(components, flows);
        const known = components.map(({ id }) => id);
        const shown = [...nodes.filter(({ parties }) => parties.length === 0).map(({ id }) => id), ...aside];
        expect(shown).to.have.members(known);
        const parties = new Set(
          flows.flatMap(({ from, to }) => [from, to]).filter((name) => !known.includes(name)),
        );
        expect(nodes.flatMap((node) => node.parties)).to.have.members([...parties]);
        const places = nodes.map(({ layer, place }) => `${layer} ${place}`);
        expect(new Set(places).size).to.equal(nodes.length);
        for (const { layer } of nodes) expect(layer).to.be.within(0, layers - 1);
        for (let layer = 0; layer < layers; layer += 1) {
          expect(nodes.some((node) => node.layer === layer)).to.equal(true);
        }
      }),
    );
  });

  it("has each flow in one edge, and no edge without a flow", () => {
    fc.assert(
      fc.property(anyComponents, anyFlows, (components, flows) => {
        const { nodes, edges } = diagramLayout(components, flows);
        const nodeOf = (name: string) =>
          nodes.find(({ id, parties }) => (parties.length === 0 ? id === name : parties.includes(name)))?.id;
        const ends = ({ from, to, protocol, port }: LayoutFlow) =>
          JSON.stringify([nodeOf(from), nodeOf(to), `${protocol}/${port}`]);
        const drawn = edges.flatMap(({ from, to, traffic }) =>
          traffic.map((one) => JSON.stringify([from, to, one])),
        );
        expect(new Set(drawn).size).to.equal(drawn.length);
        expect(new Set(flows.map(ends))).to.deep.equal(new Set(drawn));
      }),
    );
  });

  it("leads on where the flows go in no circle", () => {
    const downhill = anyFlows.map((flows) => flows.filter(({ from, to }) => from < to));
    fc.assert(
      fc.property(anyComponents, downhill, (components, flows) => {
        const { nodes, edges } = diagramLayout(components, flows);
        const layerOf = new Map(nodes.map(({ id, layer }) => [id, layer]));
        const joined = nodes.some(({ parties }) => parties.length > 1);
        fc.pre(!joined);
        for (const { from, to } of edges) expect(layerOf.get(to)).to.be.greaterThan(layerOf.get(from) ?? 0);
      }),
    );
  });

  it("ends where the flows go in circles", () => {
    const { nodes, layers } = diagramLayout(
      ["a", "b", "c"].map((id) => ({ id })),
      [flow("a", "b"), flow("b", "c"), flow("c", "a"), flow("a", "a")],
    );
    expect([nodes.length, layers]).to.deep.equal([3, 3]);
  });
});

describe("the diagram's drawing", () => {
  const overlap = ({ boxes, box }: Drawing): boolean =>
    boxes.some((one, at) =>
      boxes
        .slice(at + 1)
        .some((other) => Math.abs(one.x - other.x) < box.width && Math.abs(one.y - other.y) < box.height),
    );

  for (const narrow of [false, true]) {
    it(`has every node inside and none above another, ${narrow ? "narrow" : "wide"}`, () => {
      fc.assert(
        fc.property(anyComponents, anyFlows, (components, flows) => {
          const layout = diagramLayout(components, flows);
          const drawing = drawingOf(layout, narrow);
          expect(drawing.boxes.map(({ id }) => id)).to.have.members([
            ...layout.nodes.map(({ id }) => id),
            ...layout.aside,
          ]);
          expect(overlap(drawing)).to.equal(false);
          for (const { x, y } of drawing.boxes) {
            expect(x).to.be.within(0, drawing.width - drawing.box.width);
            expect(y).to.be.within(0, drawing.height - drawing.box.height);
          }
          expect(drawing.lines.map(({ edge }) => edge)).to.deep.equal(layout.edges);
        }),
      );
    });
  }

  it("fits a telephone where it is narrow, and grows downwards", () => {
    const many = Array.from({ length: 9 }, (_, index) => flow("proxy", `list ${index}`, index));
    const { width } = drawingOf(diagramLayout(COMPONENTS, [...FLOWS, ...many]), true);
    expect(width).to.be.at.most(340);
  });
});

describe("the diagram's labels", () => {
  const lines: readonly (readonly [text: string, lines: readonly string[]])[] = [
    ["proxy", ["proxy"]],
    ["Amazon S3 in this region", ["Amazon S3", "in this…"]],
    ["load-balancer", ["load-", "balancer"]],
    ["abcdefghijklmnopqrst", ["abcdefghi", "jklmnopq…"]],
    ["", []],
  ];
  for (const [text, made] of lines) {
    it(`breaks "${text}"`, () => expect(labelLines(text, 9, 2)).to.deep.equal(made));
  }

  it("never are longer or more than there is room for", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 12 }), (text, width) => {
        const made = labelLines(text, width, 2);
        expect(made.length).to.be.at.most(2);
        for (const line of made) expect([...line].length).to.be.within(1, width);
      }),
    );
  });

  it("name two ports, and how many more there are", () => {
    expect(trafficLabel(["tcp/443"])).to.equal("tcp/443");
    expect(trafficLabel(["tcp/80", "tcp/443"])).to.equal("tcp/80, 443");
    expect(trafficLabel(["tcp/80", "udp/53"])).to.equal("tcp/80, udp/53");
    expect(trafficLabel(["tcp/80", "tcp/443", "tcp/9200", "udp/53"])).to.equal("tcp/80, 443, +2");
  });

  it("say what every address means", () => {
    expect(partyLabel("0.0.0.0/0")).to.equal("Any address (0.0.0.0/0)");
    expect(partyLabel("10.0.0.0/8")).to.equal("10.0.0.0/8");
  });
});
