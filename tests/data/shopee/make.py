#!/usr/bin/env python3
"""Makes the Shopee-like fixtures of this folder. Needs openpyxl, xlwt and msoffcrypto-tool; run by hand, never by a test."""
import csv, datetime, io, pathlib
import openpyxl, xlwt
from msoffcrypto.format.ooxml import OOXMLFile

HERE = pathlib.Path(__file__).parent
HEADINGS = """訂單編號|訂單狀態|不成立原因|熱門商品|退貨 / 退款狀態|買家帳號|訂單成立日期|商品總價|買家支付運費|蝦皮補助運費|退貨運費|買家總支付金額|蝦皮補貼金額|蝦幣折抵|銀行信用卡活動折抵|優惠代碼|賣家負擔優惠券|賣家負擔蝦幣回饋券|蝦皮負擔優惠券|成交手續費|其他服務費|金流與系統處理費|分期付款期數|金流與系統處理費率|成交手續費規則名稱|商品名稱|商品ID|商品選項名稱|規格ID|蝦皮商品編碼 (商品ID_規格ID)|商品原價|商品活動價格|主商品貨號|商品選項貨號|數量|退貨數量|促銷組合指標|蝦皮促銷組合折扣:促銷組合標籤|收件地址|收件者電話\n(若您是自行配送請使用後方蝦皮專線和包裹查詢碼聯繫買家)|蝦皮專線和包裹查詢碼\n(請複製下方完整編號提供給您配合的物流商當做聯絡電話)|取件門市店號|城市|行政區|郵遞區號|收件者姓名|寄送方式|出貨方式|備貨時間|付款方式|最晚出貨日期|包裹查詢號碼|買家付款時間|實際出貨時間|訂單完成時間|買家備註|備註""".replace("\\n", "\n").split("|")

def row(**cells):
    return [cells.get(h.split("\n")[0].split(" (")[0], "") for h in HEADINGS]

A = dict(訂單編號="260929ABCD0001", 訂單狀態="待出貨", 買家帳號="lin_demo", 訂單成立日期="2026-09-28 21:15",
         商品總價=1030, 買家支付運費=60, 賣家負擔優惠券=30, 蝦皮負擔優惠券=20, 買家總支付金額=1040, 收件地址="台北市中正區重慶南路一段122號", 收件者電話="886912345678",
         取件門市店號="", 城市="台北市", 行政區="中正區", 郵遞區號="100", 收件者姓名="林測試", 寄送方式="黑貓宅急便",
         付款方式="信用卡/VISA金融卡", 最晚出貨日期=datetime.date(2026, 10, 1), 買家備註="請勿折到\n謝謝")
B = dict(訂單編號="260929ABCD0002", 訂單狀態="待出貨", 買家帳號="chen_demo", 訂單成立日期=datetime.datetime(2026, 9, 29, 8, 5),
         商品總價=300, 買家支付運費=45, 買家總支付金額=345, 收件者電話="0987654321", 取件門市店號="012345", 收件者姓名="陳堃",
         寄送方式="7-ELEVEN", 付款方式="貨到付款", 最晚出貨日期="2026-10-02")
ROWS = [
    row(**A, 商品名稱="棉質 T 恤", 商品選項名稱="白,M", 蝦皮商品編碼="100_1", 商品原價=520, 商品活動價格=390, 主商品貨號="TEE", 商品選項貨號="TEE-W-M", 數量=2),
    row(**A, 商品名稱="帆布袋", 蝦皮商品編碼="200_0", 商品原價=250, 商品活動價格=250, 主商品貨號="BAG-01", 數量=1),
    row(**A, 商品名稱="棉質 T 恤", 商品選項名稱="白,M", 蝦皮商品編碼="100_1", 商品原價=520, 商品活動價格=0, 主商品貨號="TEE", 商品選項貨號="TEE-W-M", 數量="1"),
    row(**B, 商品名稱="=貼紙包", 蝦皮商品編碼="300_7", 商品原價=300, 商品活動價格=300, 數量="1"),
    row(**{**B, "訂單編號": "260928WXYZ0009", "訂單狀態": "已取消"}, 商品名稱="帆布袋", 主商品貨號="BAG-01", 商品原價=250, 數量=1),
    row(**{**B, "訂單編號": "260927WXYZ0008", "訂單狀態": "運送中"}, 商品名稱="帆布袋", 主商品貨號="BAG-01", 商品原價=250, 數量=1),
]

book = openpyxl.Workbook()
sheet = book.active
sheet.title = "orders"
sheet.append(HEADINGS)
for r in ROWS:
    sheet.append(r)
    for cell in sheet[sheet.max_row]:
        if isinstance(cell.value, str) and cell.value.startswith("="):
            cell.data_type = "s"
for _ in range(3):
    sheet.append([""] * len(HEADINGS))
plain = io.BytesIO()
book.save(plain)
(HERE / "orders.xlsx").write_bytes(plain.getvalue())
with open(HERE / "orders-password-345678.xlsx", "wb") as out:
    OOXMLFile(io.BytesIO(plain.getvalue())).encrypt("345678", out)

text = io.StringIO()
writer = csv.writer(text, lineterminator="\r\n")
keep = [h for h in HEADINGS if h.split("\n")[0] in ("訂單編號", "訂單狀態", "商品名稱", "商品選項貨號", "數量", "收件者姓名", "收件地址")]
writer.writerow(keep)
writer.writerow(["260929ABCD0001", "待出貨", "許功蓋的「碁」字 T 恤", "TEE-W-M", "2", "台北市許功蓋路1號", "林測試"])
(HERE / "orders-cp950.csv").write_bytes(text.getvalue().encode("cp950"))

old = xlwt.Workbook()
sheet = old.add_sheet("orders")
day = xlwt.easyxf(num_format_str="yyyy/mm/dd")
for c, heading in enumerate(["訂單編號", "貨號", "數量", "單價", "訂單日期"]):
    sheet.write(0, c, heading)
for c, value in enumerate([260929000001, "007-A", 2, 12.5]):
    sheet.write(1, c, value)
sheet.write(1, 4, datetime.date(2026, 9, 29), day)
old.save(str(HERE / "orders.xls"))
