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
    from reportlab.lib.utils import simpleSplit
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

    def fitted(x, y, width, sizes, words, bold=False, lines=1):
        """Breaks and shrinks as ours does: the first size whose lines fit."""
        font = "Bold" if bold else "Regular"
        for size in sizes:
            broken = simpleSplit(words, font, size, width * mm)
            if len(broken) <= lines and all(pdfmetrics.stringWidth(b, font, size) <= width * mm for b in broken):
                break
        for n, line in enumerate(broken[:lines]):
            text(x, y + n * size * 0.46, size, line, bold)

    def rule(y):
        c.line(3 * mm, (150 - y) * mm, 97 * mm, (150 - y) * mm)

    fitted(3, 10, 35.5, (22, 18, 14, 11), "黑貓宅急便", True)
    text(66, 10, 12.5, "冷藏", True)
    fitted(84, 10, 16, (23, 17, 12, 8), "1/2", True)
    rule(14)
    c.rect(3 * mm, (150 - 53) * mm, 6 * mm, 37.5 * mm, fill=1)
    c.setFillGray(1)
    for n, letter in enumerate("收件人"):
        text(3.8, 28 + 6 * n, 13, letter, True)
    c.setFillGray(0)
    fitted(11, 22, 67, (21, 18, 14), "王曉明", True)
    fitted(11, 29, 67, (15, 12, 10), "0912-345-678", True)
    address = f"106　台北市大安區忠孝東路四段 123 巷 45 弄 {i % 300 + 1} 號 7 樓之 8"
    fitted(11, 37, 86, (15, 14, 12, 10), address, lines=2)
    code = qr.QrCodeWidget(number, barLevel="M", barWidth=116 * DOT, barHeight=116 * DOT, barBorder=4)
    drawing = Drawing(116 * DOT, 116 * DOT)
    drawing.add(code)
    renderPDF.draw(drawing, c, 80 * mm, (150 - 31) * mm)
    rule(54.5)
    c.rect(3 * mm, (150 - 66.5) * mm, 51 * mm, 11 * mm, fill=1)
    c.setFillGray(1)
    text(4.5, 63, 13, "代收", True)
    fitted(16, 63, 37, (24, 20, 16, 12), "NT$1,280", True)
    c.setFillGray(0)
    text(55.5, 58, 7, "訂單編號")
    fitted(55.5, 62, 41, (12.5, 11, 9.5, 8), f"26092908{i:05}", True)
    fitted(55.5, 66.5, 41, (9, 8), "蝦皮購物")
    rule(68.3)
    bars = code128.Code128(number, barWidth=4 * DOT, barHeight=204 * DOT, quiet=False)
    bars.drawOn(c, 8 * mm, (150 - 95) * mm)
    text(30, 99, 12, number)
    bars = code128.Code128("\xf1" + "00" + sscc, barWidth=4 * DOT, barHeight=204 * DOT, quiet=False)
    bars.drawOn(c, 11 * mm, (150 - 126.5) * mm)
    text(28, 130.5, 12, "(00)" + sscc)
    rule(132)
    text(3, 135, 7, "寄件人")
    fitted(14, 135.5, 83, (8.5, 7.5, 6.5), "蜂潮生活選物有限公司　02-2345-6789")
    fitted(14, 139.5, 83, (8.5, 7.5, 6.5), "235 新北市中和區建一路 176 號 12 樓之 1")
    text(14, 143.5, 8, "出貨日 2026/09/29　重量 1.25 kg")
    text(3, 147, 7, "備註")
    fitted(14, 147, 83, (8,), "易碎，請輕放。", True)
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
