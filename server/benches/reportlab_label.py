"""The parcel label of labels.rs drawn by ReportLab: python3 reportlab_label.py FONTS COUNT prints labels per second.

The same words, bars in the same module widths, one PDF for all: what a Python shop system would do.
Prints nothing and ends with 3 when ReportLab is not installed.
"""

import io
import sys
import time

try:
    from reportlab.graphics import renderPDF
    from reportlab.graphics.barcode import code128, qr
    from reportlab.graphics.shapes import Drawing
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas
except ImportError:
    sys.exit(3)

DOT = 25.4 / 203 * mm


def check_digit(body):
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return str((10 - total % 10) % 10)


def label(c, i):
    number = f"L20260929-{i:06}"
    sscc = f"34711234{i:09}"
    sscc += check_digit(sscc)

    def text(x, y, size, words, bold=False):
        c.setFont("Bold" if bold else "Regular", size)
        c.drawString(x * mm, (150 - y) * mm, words)

    def rule(y):
        c.line(3 * mm, (150 - y) * mm, 97 * mm, (150 - y) * mm)

    text(3, 10, 22, "黑貓宅急便", True)
    text(66, 10, 12.5, "冷藏", True)
    text(84, 10, 23, "1/2", True)
    rule(14)
    c.rect(3 * mm, (150 - 53) * mm, 6 * mm, 37.5 * mm, fill=1)
    c.setFillGray(1)
    for n, letter in enumerate("收件人"):
        text(3.8, 28 + 6 * n, 13, letter, True)
    c.setFillGray(0)
    text(11, 22, 21, "王曉明", True)
    text(11, 29, 15, "0912-345-678", True)
    text(11, 37, 15, "106　台北市大安區忠孝東路四段 123 巷")
    text(11, 44, 15, f"45 弄 {i % 300 + 1} 號 7 樓之 8")
    code = qr.QrCodeWidget(number, barLevel="M", barWidth=116 * DOT, barHeight=116 * DOT, barBorder=4)
    drawing = Drawing(116 * DOT, 116 * DOT)
    drawing.add(code)
    renderPDF.draw(drawing, c, 80 * mm, (150 - 31) * mm)
    rule(54.5)
    c.rect(3 * mm, (150 - 66.5) * mm, 51 * mm, 11 * mm, fill=1)
    c.setFillGray(1)
    text(4.5, 63, 13, "代收", True)
    text(22, 63, 24, "NT$1,280", True)
    c.setFillGray(0)
    text(55.5, 58, 7, "訂單編號")
    text(55.5, 62, 12.5, f"26092908{i:05}", True)
    text(55.5, 66.5, 9, "蝦皮購物")
    rule(68.3)
    bars = code128.Code128(number, barWidth=4 * DOT, barHeight=204 * DOT, quiet=False)
    bars.drawOn(c, 8 * mm, (150 - 95) * mm)
    text(30, 99, 12, number)
    bars = code128.Code128("\xf1" + "00" + sscc, barWidth=4 * DOT, barHeight=204 * DOT, quiet=False)
    bars.drawOn(c, 11 * mm, (150 - 126.5) * mm)
    text(28, 130.5, 12, "(00)" + sscc)
    rule(132)
    text(3, 135, 7, "寄件人")
    text(14, 135.5, 8.5, "蜂潮生活選物有限公司　02-2345-6789")
    text(14, 139.5, 8.5, "235 新北市中和區建一路 176 號 12 樓之 1")
    text(14, 143.5, 8, "出貨日 2026/09/29　重量 1.25 kg")
    text(3, 147, 7, "備註")
    text(14, 147, 8, "易碎，請輕放。", True)
    c.showPage()


def main():
    fonts, count = sys.argv[1], int(sys.argv[2])
    pdfmetrics.registerFont(TTFont("Regular", f"{fonts}/NotoSansTC-Regular.ttf"))
    pdfmetrics.registerFont(TTFont("Bold", f"{fonts}/NotoSansTC-Bold.ttf"))
    start = time.perf_counter()
    out = io.BytesIO()
    c = canvas.Canvas(out, pagesize=(100 * mm, 150 * mm))
    for i in range(count):
        label(c, i)
    c.save()
    print(f"{count / (time.perf_counter() - start):.2f}")


main()
