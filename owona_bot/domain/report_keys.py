"""All keys that a report's parts are named by: what an older version told by another one is passed over."""

KNOWN = frozenset(
    {
        *("report.line.nothing", "report.line.nothing_open", "report.line.flow", "report.line.answered"),
        *("report.line.kept", "report.line.no_deadlines", "report.line.busiest", "report.line.busiest_hour"),
        *("report.line.unassigned", "report.line.since", "report.line.now", "report.line.on_call"),
        *("report.line.on_call_until", "report.figure.created", "report.figure.resolved", "report.figure.open"),
        *("report.figure.reopened", "report.figure.first_response", "report.figure.resolution"),
        *("report.figure.kept", "report.figure.escalated", "report.chart.volume", "report.chart.backlog"),
        *("report.chart.deadlines", "report.chart.hours", "report.series.created", "report.series.resolved"),
        *("report.series.open", "report.series.at_risk", "report.series.met", "report.series.breached"),
        *("report.table.agents", "report.table.categories", "report.table.priorities", "report.table.channels"),
        *("report.table.customers", "report.table.promises", "report.table.overdue", "report.table.next"),
        *("report.table.escalated", "report.table.unassigned", "report.table.ours", "report.table.promised"),
        *("report.table.theirs", "report.table.new", "report.column.agent", "report.column.category"),
        *("report.column.priority", "report.column.channel", "report.column.customer", "report.column.created"),
        *("report.column.resolved", "report.column.open", "report.column.first_response"),
        *("report.column.resolution", "report.column.kept", "report.column.metric", "report.column.met"),
        *("report.column.breached", "report.column.ticket", "report.column.title", "report.column.was_due"),
        *(
            "report.column.due",
            "report.column.since",
            "report.column.until",
            "report.column.opened",
            "report.column.share",
        ),
    }
)
"""A text that takes other values than before gets another key: what is kept has the values of its time."""
