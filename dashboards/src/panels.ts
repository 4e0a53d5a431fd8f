import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphGradientMode,
  LegendDisplayMode,
  LegendPlacement,
  LogsSortOrder,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TableCellHeight,
  TooltipDisplayMode,
  VisibilityMode,
  VizOrientation,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type DynamicConfigValue,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as BarGaugePanel } from '@grafana/grafana-foundation-sdk/bargauge';
import { PanelBuilder as LogsPanel } from '@grafana/grafana-foundation-sdk/logs';
import { PanelBuilder as StatPanel } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as StateTimelinePanel } from '@grafana/grafana-foundation-sdk/statetimeline';
import { PanelBuilder as TablePanel } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TrendPanel } from '@grafana/grafana-foundation-sdk/trend';
import { PanelBuilder as TimeSeriesPanel } from '@grafana/grafana-foundation-sdk/timeseries';
import { seriesToVm } from './drillDown.ts';
import { lab, TART_LAB, type LabQuery } from './query.ts';

/** A panel's title, and what its reader may want to know. */
export interface Says {
  readonly title: string;
  readonly description: string;
}

/** Lines over time. Units, limits and names come with the data; a gap stays a gap. */
export function lines({ title, description }: Says, ...targets: Builder<Dataquery>[]): TimeSeriesPanel {
  return new TimeSeriesPanel()
    .title(title)
    .description(description)
    .datasource(TART_LAB)
    .targets(targets)
    .span(12)
    .height(8)
    .lineWidth(1)
    .fillOpacity(6)
    .gradientMode(GraphGradientMode.Opacity)
    .showPoints(VisibilityMode.Never)
    .noValue('Nothing was measured in this range')
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** Lines of VMs: a click on one leads to its VM. */
export const vmLines = (says: Says, ...targets: Builder<Dataquery>[]): TimeSeriesPanel =>
  lines(says, ...targets).dataLinks([new DashboardLinkBuilder(seriesToVm.title).url(seriesToVm.url)]);

/** Areas on top of each other, for parts of a whole. */
export const areas = (says: Says, ...targets: Builder<Dataquery>[]): TimeSeriesPanel =>
  lines(says, ...targets)
    .fillOpacity(30)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal));

/** Values that hold until the next one, such as replicas. */
export const steps = (says: Says, ...targets: Builder<Dataquery>[]): TimeSeriesPanel =>
  lines(says, ...targets).overrideByFieldType('number', [{ id: 'custom.lineInterpolation', value: 'stepAfter' }]);

/** Lines over what the first column counts, such as the time since a beginning. A point that one line lacks does not cut it. */
export function trend({ title, description }: Says, ...targets: Builder<Dataquery>[]): TrendPanel {
  return new TrendPanel()
    .title(title)
    .description(description)
    .datasource(TART_LAB)
    .targets(targets)
    .span(12)
    .height(8)
    .lineWidth(1)
    .fillOpacity(0)
    .spanNulls(true)
    .showPoints(VisibilityMode.Never)
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true))
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
}

/** What each thing was over time, as a coloured bar; the words stand in the legend and the tooltip. */
export function timeline({ title, description }: Says, words: StateWords, ...targets: Builder<Dataquery>[]): StateTimelinePanel {
  return new StateTimelinePanel()
    .title(title)
    .description(description)
    .datasource(TART_LAB)
    .targets(targets)
    .span(12)
    .height(8)
    .showValue(VisibilityMode.Never)
    .rowHeight(0.8)
    .lineWidth(0)
    .fillOpacity(70)
    .noValue('Nothing was measured in this range')
    .legend(new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true))
    .overrideByFieldType('number', [states(words)]);
}

/** One or a few numbers, large; three in a line, as a sixth of a narrow page is no room for a title. */
export function numbers({ title, description }: Says, ...targets: Builder<Dataquery>[]): StatPanel {
  return new StatPanel()
    .title(title)
    .description(description)
    .datasource(TART_LAB)
    .targets(targets)
    .span(8)
    .height(3)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .textMode(BigValueTextMode.Auto)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** How many rows a query has: none is well, any is not. The query asks for one column, which every row fills. */
export function countOf(says: Says, query: LabQuery, { bad = 'red' }: { bad?: string } = {}): StatPanel {
  return (
    numbers(says, lab(query))
      // By its place, not its name: a column's title is in the user's language.
      .reduceOptions(new ReduceDataOptionsBuilder().calcs(['count']).fields('/.*/'))
      .textMode(BigValueTextMode.Value)
      .noValue('0')
      .unit('none')
      .thresholds(from([null, 'green'], [1, bad]))
  );
}

/** Thresholds by value; the first begins everywhere. */
export function from(...steps: readonly (readonly [value: number | null, color: string])[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps.map(([value, color]) => ({ value, color })));
}

/** Shares of a whole, a bar each, for any number of things: the bars scroll when they are many. */
export function bars({ title, description }: Says, ...targets: Builder<Dataquery>[]): BarGaugePanel {
  return new BarGaugePanel()
    .title(title)
    .description(description)
    .datasource(TART_LAB)
    .targets(targets)
    .span(8)
    .height(7)
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .namePlacement(BarGaugeNamePlacement.Left)
    .sizing(BarGaugeSizing.Manual)
    .minVizHeight(18)
    .maxVizHeight(36)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']));
}

/** Rows; a header's arrow sorts, its funnel filters. */
export function rows({ title, description }: Says, ...targets: Builder<Dataquery>[]): TablePanel {
  return new TablePanel()
    .title(title)
    .description(description)
    .datasource(TART_LAB)
    .targets(targets)
    .span(24)
    .height(9)
    .cellHeight(TableCellHeight.Sm)
    .filterable(true);
}

/** What happened, newest first. */
export function log({ title, description }: Says, query: Omit<Extract<LabQuery, { kind: 'events' }>, 'kind'>): LogsPanel {
  return new LogsPanel()
    .title(title)
    .description(description)
    .datasource(TART_LAB)
    .withTarget(lab({ kind: 'events', ...query }))
    .span(12)
    .height(9)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);
}

/** For panels where something is drawn below the line: the data's own least value, 0, would cut it off. */
export const fromBelow: readonly DynamicConfigValue[] = [{ id: 'min', value: null }];
/** Long texts in full, on as many lines as they take. */
export const wrapped: DynamicConfigValue = { id: 'custom.cellOptions', value: { type: 'auto', wrapText: true } };
/** There for links that need it, and not shown. */
export const hidden: DynamicConfigValue = { id: 'custom.hideFrom.viz', value: true };
/** No funnel in the header: its place goes to the title. */
export const unfiltered: DynamicConfigValue = { id: 'custom.filterable', value: false };
/** A number that says nothing about well or ill. */
export const plain: DynamicConfigValue = { id: 'color', value: { mode: 'fixed', fixedColor: 'text' } };
/** A count of what should not be. */
export const noneIsWell: DynamicConfigValue = {
  id: 'thresholds',
  value: {
    mode: 'absolute',
    steps: [
      { color: 'green', value: null },
      { color: 'orange', value: 1 },
    ],
  },
};
/** The colours of shares of a whole, for those that the data leave open. */
export const howFull: DynamicConfigValue = {
  id: 'thresholds',
  value: {
    mode: 'absolute',
    steps: [
      { color: 'green', value: null },
      { color: '#EAB839', value: 0.8 },
      { color: 'red', value: 0.9 },
    ],
  },
};
/** A share shown as a bar in its cell. */
export const bar: DynamicConfigValue = { id: 'custom.cellOptions', value: { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' } };
/** A share that may pass the whole, such as requests of what is allocatable: the bar is full at the whole. */
export const openBar: readonly DynamicConfigValue[] = [bar, { id: 'max', value: 1 }, howFull, unfiltered];
/** The line of the last while in a cell. */
export const sparkline: readonly DynamicConfigValue[] = [
  { id: 'custom.cellOptions', value: { type: 'sparkline', hideValue: true, lineWidth: 1, fillOpacity: 15 } },
  { id: 'color', value: { mode: 'fixed', fixedColor: 'blue' } },
];
/** What leaves the thing is drawn below the line, what enters it above. */
export const below: DynamicConfigValue = { id: 'custom.transform', value: 'negative-Y' };
/** A line that others are compared with. */
export const dashed: DynamicConfigValue = { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } };
export const colour = (fixedColor: string): DynamicConfigValue => ({ id: 'color', value: { mode: 'fixed', fixedColor } });
/** A line alone, with nothing below it. */
export const bare: DynamicConfigValue = { id: 'custom.fillOpacity', value: 0 };
export const width = (pixels: number): DynamicConfigValue => ({ id: 'custom.width', value: pixels });
/** What a state's number means, and its colour. */
export type StateWords = Readonly<Record<number, readonly [word: string, color: string]>>;
/** Numbers that stand for states, as words. */
export const states = (words: StateWords): DynamicConfigValue => ({
  id: 'mappings',
  value: [
    {
      type: 'value',
      options: Object.fromEntries(Object.entries(words).map(([value, [text, color]], index) => [value, { text, color, index }])),
    },
  ],
});
/** A word coloured by what it says. */
export function coloured(words: Readonly<Record<string, string>>): DynamicConfigValue[] {
  const options = Object.fromEntries(Object.entries(words).map(([word, color], index) => [word, { color, index }]));
  return [
    { id: 'mappings', value: [{ type: 'value', options }] },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
}
