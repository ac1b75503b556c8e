"""Every sentence that the user reads, in Chinese."""

from __future__ import annotations

# 报表
NO_CATEGORY = "(未归类)"
TOTAL = "合计"
NOTHING = "没有符合条件的记录。"
UNMATCHED = "没有规则匹配的行（{count}）"
UNREADABLE = "无法读取的行（{count}）"
LINE = "第 {line} 行"
COUNT = (
    "共 {lines} 行：{counted} 行已计入上表（其中 {unmatched} 行未归类），"
    "{elsewhere} 行属于其他月份，{unreadable} 行无法读取。"
)

# 单行
AT_LINE = "第 {line} 行：{reason}"
OPEN_QUOTE = "引号没有成对，或者出现在单元格中间"
WIDTH = "这一行有 {found} 个单元格，表头有 {expected} 个"
NO_DATE = "“{text}”不是可识别的日期"
NO_SUCH_DATE = "日期“{text}”不存在"
UNCLEAR_DATE = (
    "“{text}”可能是日/月，也可能是月/日，文件里没有别的日期能说明："
    "请加 --day-first（日在前）或 --month-first（月在前）"
)
NO_AMOUNT = "“{text}”不是可识别的金额"
UNCLEAR_AMOUNT = (
    "“{text}”里的符号可能是千分位，也可能是小数点，文件里没有别的金额能说明："
    "请加 --decimal point 或 --decimal comma"
)
NO_DIRECTION = "“{text}”没有说明是收入还是支出"
DEBIT_OR_CREDIT = "借方和贷方两列中必须恰好有一列填写金额"
UNKNOWN_CURRENCY = "“{text}”无法确定是哪种货币：请写三个字母的代码，例如 CNY"
TWO_CURRENCIES = "同一行写了两种货币：{one} 和 {two}"
LINE_WITHOUT_CURRENCY = "这一行没有写货币：请补上，或者加 --currency"

# 整个文件
WORKBOOK = "这是电子表格工作簿：请先另存为 CSV"
BINARY = "这不是文本文件：请从网银或电子表格导出为 CSV"
UNKNOWN_ENCODING = "没有名为“{name}”的编码：可以试试 utf-8、gb18030 或 cp1252"
WRONG_ENCODING = (
    "第 {line} 行不是 {name} 编码：请用 --encoding 指定别的编码，"
    "例如 utf-8、gb18030 或 cp1252"
)
GUESSED = (
    "提示：{name} 不是 UTF-8，已按 {encoding} 读取。"
    "如果出现乱码，请用 --encoding 指定编码。"
)
NO_HEADER = (
    "没有找到同时写明日期、摘要和金额的表头。文件的第一行是：{line}\n"
    "如果你的列名比较特别，可以这样写：--column date=记账时点 "
    "--column description=内容 --column amount=数额"
)
NO_CURRENCY = "文件里没有写明货币：请加上，例如 --currency CNY"
CANNOT_READ = "{name}：无法读取：{reason}"
CANNOT_WRITE = "{name}：无法写入：{reason}"
SAME_FILE = "{name} 是正在读取的文件：请给 --output 换一个文件名"
IN_FILE = "{name}：{reason}"
BAD_LINES = "有 {count} 行无法读取，已列在报表末尾。"

# 规则
RULE_FORM = "请写成“类别: 关键词”或“类别: /正则表达式/”；以 # 开头的行是注释"
RULE_EXPRESSION = "正则表达式有误：{reason}"
RULE_MATCHES_ALL = "这个表达式会匹配所有内容，后面的规则就用不上了"
RESERVED_CATEGORY = "“{name}”专门用来表示没有规则匹配的行：请换一个类别名"
NO_RULES = "{name}：里面一条规则也没有；请写上类似“差旅: 铁路”的行"
RULES_MISSING = (
    "{name}：没有这个文件；请新建一个，每条规则写一行，例如“差旅: 铁路”，"
    "或者用 --rules 指明你的规则文件"
)

# 命令行
ABOUT = "读取银行导出的 CSV，按你的规则归类，输出月度报表。"
HELP_FILE = "CSV 文件；写 - 表示读取标准输入"
HELP_RULES = "你的规则文件（默认 rules.txt）"
HELP_MONTH = "只统计这个月，写成 YYYY-MM"
HELP_JSON = "输出 JSON，而不是文字报表"
HELP_OUTPUT = "把报表写进这个文件，原有内容会被替换"
HELP_DAY = "03/04/2026 表示 4 月 3 日"
HELP_MONTH_FIRST = "03/04/2026 表示 3 月 4 日"
HELP_DECIMAL = "1,234 表示 1.234（comma）还是一千二百三十四（point）"
HELP_CURRENCY = "没有写明货币的行用哪种货币，例如 CNY"
HELP_COLUMN = "列名特殊时指明是哪一列，例如 date=记账时点；可以多次使用"
HELP_ENCODING = "自动识别不对时，指明文件编码"
HELP_HELP = "显示这份帮助"
HELP_VERSION = "显示版本号"
USAGE = "用法："
ARGUMENTS = "读取内容"
OPTIONS = "选项"
EPILOG = (
    "退出码：0 表示每一行都已读取；1 表示有些行无法读取，已在报表里列出；"
    "2 表示无法继续。"
)
BAD_MONTH = "“{text}”不是月份：请写成 2026-03 这样"
BAD_CURRENCY = "“{text}”不是货币代码：请写三个字母，例如 CNY"
BAD_COLUMN = "“{text}”不是列的写法：请写 {roles} 之一，然后是 = 和列名"
TRY_HELP = "{reason}\n用“{command} --help”查看用法。"
PARSER: tuple[tuple[str, str], ...] = (
    ("^the following arguments are required: ", "缺少参数："),
    ("^unrecognized arguments: ", "不认识的参数："),
    ("^argument ([^:]+): expected one argument$", r"参数 \1 后面要写一个值"),
    (
        r"^argument ([^:]+): invalid choice: (.+) \(choose from (.+)\)$",
        r"参数 \1 不能是 \2，可以是 \3",
    ),
    ("^argument ([^:]+): ignored explicit argument (.+)$", r"参数 \1 后面不能写值 \2"),
    ("^argument ([^:]+): ", r"参数 \1："),
)
"""Translations of the argument parser's own messages: pattern, replacement."""
