"""Writes a return anew from its headings alone, as somebody who keeps a sheet of their own would: the sheets and columns in another order, two
title rows above the headings, dates as dates, as serial numbers and as text in turn, no-break spaces around and inside texts.

    python -m pip install openpyxl
    python tests/data/reshape.py samples/round-2026/returns/RQIA-2026.xlsx tests/data/RQIA-2026-openpyxl.xlsx
"""

import datetime
import sys

import openpyxl

EPOCH = datetime.datetime(1899, 12, 30)
SPELLINGS = ["%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%Y-%m-%d"]


def heading_row(sheet):
    for row in sheet.iter_rows():
        values = [cell.value for cell in row]
        if sum(value in ("Ref", "Answer", "Full name", "Role type", "Activity") for value in values) >= 2:
            return row[0].row
    raise SystemExit(f"{sheet.title} has no headings")


def main(source, target):
    old, new = openpyxl.load_workbook(source), openpyxl.Workbook()
    new.remove(new.active)
    turn = 0
    for name in ["Assignments", "Staff", "Return", "Secondees"]:
        sheet, out = old[name], new.create_sheet(name)
        first = heading_row(sheet)
        columns = list(range(1, sheet.max_column + 1))
        columns = columns[1::2] + columns[0::2]
        out["B1"], out["B2"] = f"Our own list of {name}", "Kept by hand"
        for line, row in enumerate(range(first, sheet.max_row + 1)):
            for place, column in enumerate(columns):
                value = sheet.cell(row, column).value
                if value is None:
                    continue
                cell = out.cell(4 + line, 2 + place)
                if isinstance(value, datetime.datetime):
                    turn += 1
                    if turn % 3 == 0:
                        cell.value, cell.number_format = value, "dd/mm/yyyy"
                    elif turn % 3 == 1:
                        cell.value, cell.number_format = (value - EPOCH).days, "General"
                    else:
                        cell.value = value.strftime(SPELLINGS[turn // 3 % len(SPELLINGS)])
                elif isinstance(value, str) and not value.startswith("#"):
                    cell.value = "\u00a0" + value.replace(" ", "\u00a0") + " "
                else:
                    cell.value = value
    new.save(target)


if __name__ == "__main__":
    main(*sys.argv[1:])
