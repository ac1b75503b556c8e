"""Every sentence that the user reads, in Chinese."""

from __future__ import annotations

# 结果
SIZE = "尺寸：{sides} 厘米"
WEIGHT = "实际重量：{weight} 千克"
VOLUMETRIC = "体积重（÷{divisor}）：{weight} 千克"
CHARGEABLE = "计费重（÷{divisor}）：{weight} 千克，{reason}"
VOLUME_COUNTS = "按体积重计"
ACTUAL_COUNTS = "按实际重量计"
ROUNDING = "计费规则：实际重量与体积重取较大者，按每 {step} 千克向上进位"
HOW = "计算步骤"
ABOUT_VALUE = "约 {value}"

# 步骤
LENGTH = "长"
WIDTH_OF_ITEM = "宽"
HEIGHT = "高"
ACTUAL = "实际重量"
STEP = "{name}：{sum}"
STEP_VOLUME = "体积：{sides} = {volume} 立方厘米"
STEP_VOLUMETRIC = "体积重（÷{divisor}）：{volume} ÷ {divisor} = {weight} 千克"
STEP_CHARGEABLE = (
    "计费重（÷{divisor}）：实际重量 {actual} 千克，体积重 {volumetric} 千克，{reason}；"
    "{larger} 千克按每 {step} 千克向上进位，得 {chargeable} 千克"
)
BETWEEN_STEPS = "；"

# 无法读取的货物
UNKNOWN = "看不懂“{text}”：请写成 12in x 8in x 4in, 3lb 或 30×20×10厘米，1.5千克 这样"
UNIT_ALONE = "单位“{text}”前面没有对应的数字"
AMBIGUOUS_UNIT = (
    "“{text}”可能是市制单位，也可能是英制单位：请写明厘米、英寸、英尺、千克或克"
)
UNCLEAR_COMMA = (
    "“{text}”里的逗号可能是千分位、小数点，也可能隔开两个数："
    "小数请用点，千位不要加逗号，用作分隔时请在逗号后加空格"
)
UNCLEAR_SPACE = (
    "“{text}”前面只用空格隔着另一个数：三边之间请都用 x 隔开，千位不要加空格"
)
NOT_POSITIVE = "“{text}”不大于零；三边之间请用 x 隔开，不要用 -"
TOO_LONG = "数字“{text}”太长"
TEXT_TOO_LONG = "内容超过 {limit} 个字符"
BAD_FRACTION = "“{text}”不是尺子上的分数（例如 12 1/2）：请改写成小数"
NOT_THREE_SIDES = "需要长、宽、高三个尺寸，只认出 {count} 个"
NO_WEIGHT = "没有写重量：请补上数字和单位，例如 3磅"
TWO_WEIGHTS = "重量不止一个：一次只能算一件货"
NO_WEIGHT_UNIT = "重量没有单位：请补上，或者加 --weight-unit"
NO_LENGTH_UNIT = "尺寸没有单位：请补上，或者加 --length-unit"
SIDE_WITHOUT_UNIT = "有的边写了单位，有的没写：请只写一个供三边共用，或者每边都写"

# 文件中的一行
AT_LINE = "第 {line} 行：{reason}"
OPEN_QUOTE = "引号没有成对，或者出现在单元格中间"
WIDTH = "这一行有 {found} 个单元格，表头有 {expected} 个：内容里有逗号时请加引号"
EMPTY_CELL = "“{column}”一列没有填"
WRONG_UNIT = "“{column}”一列里的“{text}”不是适用的单位"

# 整个文件
WORKBOOK = "这是电子表格工作簿：请先另存为 CSV"
BINARY = "这不是文本文件：请从电子表格另存为 CSV"
UNKNOWN_ENCODING = "没有名为“{name}”的编码：可以试试 utf-8、gb18030 或 cp1252"
WRONG_ENCODING = (
    "第 {line} 行不是 {name} 编码：请用 --encoding 指定别的编码，"
    "例如 utf-8、gb18030 或 cp1252"
)
GUESSED = (
    "提示：{name} 不是 UTF-8，已按 {encoding} 读取。"
    "如果出现乱码，请用 --encoding 指定编码。"
)
NO_COLUMNS = (
    "第一行里没有认识的列名：{line}\n表头请写“货物”一列，或者“尺寸、重量”两列，"
    "或者“长、宽、高、重量”四列；单位可以写在列名里，例如 长(英寸)"
)
NO_ITEMS = "里面没有货物"
CANNOT_READ = "{name}：无法读取：{reason}"
CANNOT_WRITE = "{name}：无法写入：{reason}"
SAME_FILE = "{name} 是正在读取的文件：请给 --output 换一个文件名"
IN_FILE = "{name}：{reason}"
BAD_LINES = "共 {lines} 件，其中 {count} 件无法读取，已连同原因列出。"

# 输出的 CSV 列名
COLUMN_LINE = "行号"
COLUMN_ITEM = "货物"
COLUMN_LENGTH = "长(厘米)"
COLUMN_WIDTH = "宽(厘米)"
COLUMN_HEIGHT = "高(厘米)"
COLUMN_WEIGHT = "实际重量(千克)"
COLUMN_VOLUMETRIC = "体积重÷{divisor}(千克)"
COLUMN_CHARGEABLE = "计费重÷{divisor}(千克)"
COLUMN_STEPS = "计算步骤"
COLUMN_ERROR = "错误"

# 命令行
ABOUT = "把货物的尺寸和重量换算成公制，并算出体积重和计费重，全程离线。"
HELP_ITEM = "尺寸和重量，例如 '12in x 8in x 4in, 3lb' 或 '30×20×10厘米，1.5千克'"
HELP_BATCH = "从 CSV 文件批量读取；写 - 表示读取标准输入"
HELP_DIVISOR = "体积除数，即多少立方厘米折合 1 千克；可以多次使用（默认 5000 和 6000）"
HELP_ROUND = "计费重向上进位的单位（默认 0.5kg）"
HELP_LENGTH_UNIT = "没有写单位的尺寸用什么单位，例如 cm 或 in"
HELP_WEIGHT_UNIT = "没有写单位的重量用什么单位，例如 kg 或 lb"
HELP_EXPLAIN = "说明每一步怎么算的（默认）"
HELP_NO_EXPLAIN = "只给结果，不写步骤"
HELP_JSON = "输出 JSON，而不是文字或 CSV"
HELP_OUTPUT = "写进这个文件，原有内容会被替换；CSV 可以直接用表格软件打开"
HELP_ENCODING = "自动识别不对时，指明 CSV 文件的编码"
HELP_HELP = "显示这份帮助"
HELP_VERSION = "显示版本号"
USAGE = "用法："
ARGUMENTS = "要算的货物"
OPTIONS = "选项"
EPILOG = (
    "退出码：0 表示全部算出；1 表示有些行无法读取，已连同原因列出；2 表示无法继续。"
)
ITEM_OR_BATCH = "请写一件货物，或者用 --batch 指定 CSV 文件，二者只能选一个"
BAD_DIVISOR = "“{text}”不能作除数：请写大于零的数，例如 5000"
BAD_STEP = "“{text}”不能作进位单位：请写成 0.5kg 或 100g 这样"
BAD_LENGTH_UNIT = "“{text}”不是长度单位：可以用 cm、mm、m、in、ft"
BAD_WEIGHT_UNIT = "“{text}”不是重量单位：可以用 kg、g、lb、oz"
TRY_HELP = "{reason}\n用“{command} --help”查看用法。"
PARSER: tuple[tuple[str, str], ...] = (
    ("^unrecognized arguments: ", "不认识的参数："),
    ("^argument ([^:]+): expected one argument$", r"参数 \1 后面要写一个值"),
    ("^argument ([^:]+): ignored explicit argument (.+)$", r"参数 \1 后面不能写值 \2"),
    ("^argument ([^:]+): ", r"参数 \1："),
)
"""Translations of the argument parser's own messages: pattern, replacement."""
