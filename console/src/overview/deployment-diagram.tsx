import "./deployment-diagram.css";
import { useId } from "react";
import type { Component, ComponentState, Flow } from "../../../console-api/contract";
import { countOf } from "../shared/amount-text";
import { stateWords } from "../shared/state-indicator";
import { useNarrow } from "../shared/use-narrow";
import { visibleText } from "../shared/visible-text";
import { type Box, type Drawing, drawingOf, type Line, MARGIN } from "./diagram-drawing";
import { type DiagramNode, diagramLayout } from "./diagram-layout";
import { labelLines, partyLabel, trafficLabel } from "./label-lines";

/** Signs beside the words, so that colour is not all that tells a state. */
const SIGNS: { readonly [state in ComponentState]: string } = {
  OK: "M -5 0 L -1.5 3.5 L 5 -3.5",
  CHANGING: "M 4.5 -2 A 5 5 0 1 0 5 1 M 5 -5 V -1.5 H 1.5",
  ATTENTION: "M 0 -5 V 1 M 0 4 V 4.5",
  FAILED: "M -4 -4 L 4 4 M 4 -4 L -4 4",
  UNKNOWN: "M -3 -2.5 A 3 3 0 1 1 0 1 V 1.5 M 0 4.5 V 5",
};

/** Characters that a box has room for, in the widest letters that names have. */
const NAME_WIDTH = 16;

function BoxFrame({
  drawing,
  box,
  kind,
}: {
  readonly drawing: Drawing;
  readonly box: Box;
  readonly kind: string;
}) {
  return <rect className={`box box-${kind}`} x={box.x} y={box.y} {...drawing.box} rx={10} />;
}

function Name({
  x,
  y,
  lines,
}: {
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}) {
  return (
    <text className="name" x={x} y={y}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and are drawn anew together.
        <tspan key={index} x={x} dy={index === 0 ? 0 : 17}>
          {line}
        </tspan>
      ))}
    </text>
  );
}

interface BoxProps {
  readonly drawing: Drawing;
  readonly box: Box;
}

function ComponentBox({ drawing, box, component }: BoxProps & { readonly component: Component }) {
  const { state, name } = component;
  const lines = labelLines(visibleText(name), NAME_WIDTH, 2);
  const x = box.x + 14;
  return (
    <g className={`state-${state.toLowerCase()}`}>
      <BoxFrame drawing={drawing} box={box} kind="component" />
      <Name x={x} y={box.y + (lines.length > 1 ? 24 : 31)} lines={lines} />
      <path
        className="sign"
        d={SIGNS[state]}
        transform={`translate(${x + 6} ${box.y + drawing.box.height - 19})`}
      />
      <text className="state" x={x + 18} y={box.y + drawing.box.height - 14.5}>
        {stateWords(state)}
      </text>
    </g>
  );
}

function OutsideBox({ drawing, box, node }: BoxProps & { readonly node: DiagramNode }) {
  const [first = "", ...others] = node.parties;
  const lines = labelLines(visibleText(partyLabel(first)), NAME_WIDTH, others.length > 0 ? 1 : 2);
  const more = others.length > 0 ? [`and ${countOf(others.length, "other")}`] : [];
  const all = [...lines, ...more];
  return (
    <g>
      <BoxFrame drawing={drawing} box={box} kind="outside" />
      <Name x={box.x + 14} y={box.y + drawing.box.height / 2 + 5 - (all.length - 1) * 8.5} lines={all} />
    </g>
  );
}

function FlowLine({ line: { edge, path, label }, arrow }: { readonly line: Line; readonly arrow: string }) {
  return (
    <g>
      <path className="flow" d={path} markerEnd={`url(#${arrow})`} />
      <text className="traffic" x={label.x} y={label.y + 4}>
        {trafficLabel(edge.traffic)}
      </text>
    </g>
  );
}

/** The diagram in words, for those who do not see it. */
function sentences(components: readonly Component[], flows: readonly Flow[]): string {
  const nameOf = new Map(components.map(({ id, name }) => [id, name]));
  const states = components.map(({ name, state }) => `${name}: ${stateWords(state)}`);
  const connections = flows.map(
    ({ from, to, protocol, port }) =>
      `${nameOf.get(from) ?? from} to ${nameOf.get(to) ?? to} by ${protocol}/${port}`,
  );
  return visibleText(
    `${states.join("; ")}. ${
      connections.length === 0 ? "No connections are known." : `Connections: ${connections.join("; ")}.`
    }`,
  );
}

export interface DeploymentDiagramProps {
  readonly components: readonly Component[];
  /** Empty where the traffic matrix could not be had. */
  readonly flows: readonly Flow[];
}

/** The components, their state and who may open a connection to whom. */
export function DeploymentDiagram({ components, flows }: DeploymentDiagramProps) {
  const narrow = useNarrow();
  const id = useId();
  const layout = diagramLayout(components, flows);
  const drawing = drawingOf(layout, narrow);
  const componentOf = new Map(components.map((component) => [component.id, component]));
  const nodeOf = new Map(layout.nodes.map((node) => [node.id, node]));
  const width = drawing.width + 2 * MARGIN;
  const height = drawing.height + 2 * MARGIN;
  const arrow = `${id}arrow`;
  return (
    <svg
      className="diagram"
      viewBox={`${-MARGIN} ${-MARGIN} ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-labelledby={`${id}title ${id}text`}
    >
      <title id={`${id}title`}>Components and the connections between them</title>
      <desc id={`${id}text`}>{sentences(components, flows)}</desc>
      <defs>
        <marker
          id={arrow}
          viewBox="0 0 8 8"
          refX="7.5"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          orient="auto"
        >
          <path className="tip" d="M 0 0 L 8 4 L 0 8 z" />
        </marker>
      </defs>
      {drawing.lines.map((line) => (
        <FlowLine key={`${line.edge.from}\n${line.edge.to}`} line={line} arrow={arrow} />
      ))}
      {drawing.asideY !== undefined && (
        <text className="aside" x={0} y={drawing.asideY + 18}>
          {layout.nodes.length === 0 ? "Components" : "Beside the traffic"}
        </text>
      )}
      {drawing.boxes.map((box) => {
        const component = componentOf.get(box.id);
        if (component !== undefined) {
          return <ComponentBox key={box.id} drawing={drawing} box={box} component={component} />;
        }
        const node = nodeOf.get(box.id);
        return node && <OutsideBox key={box.id} drawing={drawing} box={box} node={node} />;
      })}
    </svg>
  );
}
