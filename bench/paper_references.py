"""The sheets our blank grids are measured beside: the same words, as the barest HTML and in Typst's language."""

from html import escape
from importlib import import_module
from typing import Any

TOLD = "Critères renseignés : ____ sur {}. Un critère laissé vide n’est pas un « non » : revenez-y avant de signer."
OPINION_TOLD = "Un avis laissé vide n’est pas un avis défavorable : revenez-y avant de signer."
BARE = """<!DOCTYPE html><html lang="fr"><head><title>Grille</title><style>
@page{{size:A4;margin:12mm 15mm 15mm;@bottom-left{{content:"{foot}"}}
@bottom-right{{content:"page " counter(page) " sur " counter(pages)}}}}
body{{font:9.25pt/1.35 "Liberation Sans","DejaVu Sans",sans-serif}}
table{{width:100%;table-layout:fixed;border-collapse:collapse;margin-top:2mm}}
td,th{{border-bottom:.35pt solid;padding:1.1mm 1mm 1.1mm 0;text-align:left;vertical-align:top}}
i{{display:inline-block;width:4.6mm;height:4.6mm;border:.9pt solid}}
</style></head><body><h1>{heading}</h1>{tables}</body></html>"""
CRITERIA = ("11mm", "", "15mm", "16mm", "50mm")
TYPST = """#set page(paper: "a4", margin: (x: 15mm + {turn} * .001mm, top: 12mm, bottom: 15mm))
#set text(font: "Liberation Sans", size: 9.25pt)
#let tick(word) = [#box(width: 4.6mm, height: 4.6mm, stroke: .9pt) #word]
#let dots = line(length: 100%, stroke: (thickness: .5pt, dash: "dotted"))
{functions}
{sheets}
"""
TYPST_SHEET = """#let {name}(beside, candidate, about, timed, member, panel, foot) = [
#grid(columns: (1fr, 72mm), [#"{above}"\\ #text(17pt)[*{heading}*]], align(end, beside))
#line(length: 100%, stroke: 1.4pt)
#grid(columns: (1fr, 1fr, 1fr), [Candidat(e)\\ *#candidate*\\ #about], [Épreuve\\ *#"{phase}"*\\ #timed],
[Membre du jury\\ *#member*\\ #panel])
#table(columns: (1fr,) * {count}, stroke: .9pt, {steps})
{tables}
#table(columns: (1fr, 1fr), rows: 17mm, stroke: .9pt, [Date et heure], [Signature du membre du jury\\ *#member*])
#place(bottom, [#foot #h(1fr) page 1 sur 1])
#pagebreak(weak: true)
]
"""


def bare_page(leaf: Any) -> str:
    """Plain tables, and nothing of our templates or stylesheet."""
    body = leaf.body
    top = body.top
    who = [
        ("Candidat(e)", "Épreuve", "Membre du jury"),
        (f"{top.candidate}, {top.about}", f"{top.phase}, {top.when}", f"{body.member}, {body.panel}"),
    ]
    steps = [tuple(f"{step.label}, {step.minutes}, début ____ h ____" for step in top.steps)]
    criteria = "".join(
        f'<tr><th scope="row">{group.code}</th><td colspan="4">{escape(group.label)}</td></tr>'
        + "".join(
            f'<tr><th scope="row">{row.code}</th><td>{escape(row.text)}</td><td><i></i> Oui</td><td><i></i> Non</td>'
            "<td></td></tr>"
            for row in group.rows
        )
        for group in body.groups
    )
    heads = "".join(f'<th scope="col">{escape(one)}</th>' for one in ("N°", body.stem, "Oui", "Non", "Note"))
    columns = "".join(f'<col style="width:{width}">' if width else "<col>" for width in CRITERIA)
    tables = [
        _bare_table([(leaf.above, "\n".join(leaf.right))]),
        _bare_table(who),
        _bare_table(steps),
        f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>{criteria}</tbody></table>",
        f"<p>{TOLD.format(body.total)}</p>",
        _bare_table([("Date et heure", f"Signature du membre du jury {body.member}")]),
    ]
    return BARE.format(foot=leaf.foot, heading=leaf.heading, tables="".join(tables))


def bare_pdf(texts: list[str]) -> bytes:
    weasyprint = import_module("weasyprint")
    first, *others = (weasyprint.HTML(string=text).render(pdf_variant="pdf/ua-1") for text in texts)
    pages = [page for part in (first, *others) for page in part.pages]
    return first.copy(pages).write_pdf(pdf_variant="pdf/ua-1")


def _bare_table(rows: list[tuple[str, ...]]) -> str:
    cells = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
    return f"<table><tbody>{''.join(f'<tr>{row}</tr>' for row in cells)}</tbody></table>"


def typst_source(leaves: list[Any], turn: int) -> bytes:
    """A function for each épreuve, called with what changes.

    `turn` moves a margin by a hair, or Typst would keep the layout it made the turn before, while ours is made anew.
    """
    functions: dict[str, str] = {}
    sheets = []
    for leaf in leaves:
        body = leaf.body
        text = _typst_sheet(leaf)
        name = functions.setdefault(text, f"sheet-{chr(97 + len(functions))}")
        told = (*(body.top.candidate, body.top.about, body.top.when, body.member, body.panel, leaf.foot),)
        right = " \\ ".join(f"#{_quoted(line)}" for line in leaf.right)
        sheets.append(f"#{name}([{right}], {', '.join(map(_quoted, told))})\n")
    defined = "".join(text.replace("{name}", name) for text, name in functions.items())
    return TYPST.format(turn=turn, functions=defined, sheets="".join(sheets)).encode()


def _typst_sheet(leaf: Any) -> str:
    top = leaf.body.top
    steps = ", ".join(f"[*{step.label}*, {step.minutes}\\ début]" for step in top.steps)
    return TYPST_SHEET.format(
        name="{name}",
        above=leaf.above,
        heading=leaf.heading,
        phase=top.phase,
        count=len(top.steps),
        steps=steps,
        tables="\n".join(_typst_tables(leaf.body)),
    )


def _typst_tables(body: Any) -> list[str]:
    tables = []
    if play := body.role_play:
        fields = " ".join(f"#tick[{field}]" for field in play.fields)
        changes = ", ".join(f"[Changement {row.rank}, {row.moment}], [{fields} #dots #dots]" for row in play.changes)
        parts = "\\ ".join(f"#tick[{part.label}]" for part in play.parts)
        rows = f"[Joue le client], dots, {changes}, [Proposition commerciale], [{parts}]"
        tables.append(f"#table(columns: (50mm, 1fr), stroke: (bottom: .35pt), {rows})")
    if body.groups:
        rows = "".join(
            f"[*{group.code}*], table.cell(colspan: 4)[*#{_quoted(group.label)}*],\n"
            + "".join(f"[{row.code}], {_quoted(row.text)}, tick[Oui], tick[Non], dots,\n" for row in group.rows)
            for group in body.groups
        )
        head = f"table.header([N°], {_quoted(body.stem)}, [Oui], [Non], [Note])"
        columns = ", ".join(width or "1fr" for width in CRITERIA)
        tables.append(f"#table(columns: ({columns}), stroke: (bottom: .35pt), {head},\n{rows})")
        tables.append(f"#{_quoted(TOLD.format(body.total))}")
    if body.opinion:
        rows = f"[Avis], [Favorable], [Défavorable], {_quoted(body.opinion.text)}, tick[Favorable], tick[Défavorable]"
        tables.append(f"#table(columns: (1fr, 34mm, 34mm), stroke: (bottom: .35pt), {rows})")
        themes = ", ".join(f"{_quoted(row.text)}, [#dots #dots #dots #dots]" for row in body.themes)
        tables.append(f"#table(columns: (60mm, 1fr), stroke: (bottom: .35pt), [Thème], [Note], {themes})")
        tables.append(f"#{_quoted(OPINION_TOLD)}")
    return tables


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
