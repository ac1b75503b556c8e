"""Every sentence that people read, in Chinese."""

from __future__ import annotations

LANGUAGE = "zh-CN"

# 网站上的文字
AT_TIME = " "
BETWEEN = "、"
COLON = "："
SKIP = "跳到正文"
MENU = "主菜单"
HOME = "首页"
ARCHIVE = "归档"
UNDATED = "没有日期"
TAGS = "标签"
IN_GROUP = "{label}：{value}"
PAGES = "目录"
LATEST = "最新"
PAST = "往期"
LATER = "之后"
OTHERS = "其他"
ALL = "在归档中查看全部"
EMPTY = "这里还没有内容。"
NOTHING_COMING = "下次的日期还没有定。"
DATE = "日期"
BEFORE = "上一篇：{title}"
AFTER = "下一篇：{title}"
NEWER = "较新：{title}"
OLDER = "较早：{title}"
NEIGHBOURS = "前后页面"
SPONSORS = "赞助方"
CURRENT_SPONSORS = "感谢以下赞助方"
ABOUT_SPONSORS = "了解赞助"
NO_SPONSORS = "目前没有赞助方。"
ATOM = "Atom 订阅"
RSS = "RSS 订阅"
NOT_FOUND_TITLE = "找不到页面"
NOT_FOUND_TEXT = "这个地址没有对应的页面。"
TO_HOME = "回到首页"


def day(year: int, month: int, number: int) -> str:
    """Write a day as people read it."""
    return f"{year}年{month}月{number}日"


# 笔记里的问题
ERROR = "错误"
WARNING = "警告"
NOT_UTF8 = "这一行不是 UTF-8 编码：请把文件另存为 UTF-8"
CONTROL = "这里有不可见的控制字符：请删掉"
NOT_CLOSED = "开头的信息没有结束：请用单独一行三个连字符（---）结束"
NOT_YAML = "不符合 YAML 写法：请写成“key: value”，内容里有冒号、# 或引号时请加引号"
NOT_A_MAPPING = "这里不是“字段: 值”：请写成“key: value”"
ANCHOR = "不支持锚点和过深的嵌套：请直接写出内容"
TWICE = "“{key}”写了两次：请删掉一个"
NO_TITLE = "没有标题：请在开头的信息里加“title: …”，或者正文以“# …”开头"
NO_DATE = "没有日期：请在开头的信息里加“date: 2026-03-14”"
BAD_DATE = "“{text}”不是日期：请写成 2026-03-14 或 2026-03-14 19:00"
ONE_LINE = "“{key}”必须是一行文字"
A_LIST = "“{key}”必须是列表，例如 [一, 二]"
A_NUMBER = "“{key}”必须是 1 到 999999 的整数"
TRUE_OR_FALSE = "“{key}”只能是 true 或 false"
BAD_SLUG = "这个 slug 不能用在链接里：请写成“{text}”"
NO_SLUG = "文件名里没有可以用在链接里的文字：请加“slug: …”"
UNKNOWN_FIELD = "不认识字段“{key}”：请把它写进 site.yaml 的 fields"
DID_YOU_MEAN = "{text}（是不是想写“{close}”？）"
SAME_TITLE = "和 {path} 的标题相同：请改掉其中一个"
SAME_PLACE = "它会写到 {place}，与 {other} 冲突：请给其中一个加 slug"
SAME_VALUE = "{field}：“{value}”和“{other}”的地址相同：请统一写法"
EMPTY_VALUE = "{field}：“{value}”里没有可以用在链接里的文字：请改名"
NO_ALT = "图片没有文字说明：请写成 ![图片内容](…)"
NO_SUCH_FILE = "链接指向 {target}，但它不存在：请改正"
NO_SUCH_HEADING = "{path} 里没有标题“#{name}”：请改正链接"
LINK_TO_DRAFT = "链接指向草稿 {target}：请发布它，或者去掉链接"
UNSAFE_LINK = "“{scheme}:”这类链接会被去掉：请改用 https、mailto 或 tel"
FOREIGN_IMAGE = "{target} 在别的服务器上，会让对方知道每位访客：请把图片保存到笔记旁边"
SYMLINK = "不跟随符号链接：请把文件本身放在这里"
BAD_NAME = "文件名里有不能用在链接里的字符：请改名"

# site.yaml 里的问题
UNKNOWN_SETTING = "不认识设置“{key}”；可用的有：{known}"
BAD_LANGUAGE = "“{key}”必须是语言代码，例如 zh-CN 或 en"
BAD_URL = "“{key}”必须是完整的网站地址，例如 https://example.org/notes/"
BAD_ARCHIVE = "“{key}”只能是 year、month、season 或 none"
BAD_FEEDS = "“{key}”必须是列表，可以有 atom 和 rss"
BAD_SPONSOR = "“{key}”必须是列表，每项要有 name，还可以有 line、url、until"
BAD_SPONSOR_URL = "赞助方的 url 必须完整，例如 https://example.org"

# 命令
NO_FOLDER = "{name} 不是文件夹：请写笔记所在的文件夹"
CANNOT_READ = "{name} 无法读取：{reason}"
CANNOT_WRITE = "{name} 无法写入：{reason}"
NOT_A_FOLDER = "{name} 不是独立的文件夹：请给 --output 换一个名字"
HOLDS_NOTES = "{name} 里放着笔记：请给 --output 换一个名字"
AMONG_NOTES = "{name} 在笔记文件夹里面：请给 --output 换一个外面的文件夹"
NOT_OURS = "{name} 不是本程序写的：请先清空它，或者给 --output 换一个名字"
FOREIGN = "{name} 里的 {file} 不是本程序写的：请先移走，或者放进笔记的 static 文件夹"
NOT_WRITTEN = "没有写入 {name}：请先改正上面的问题"
NO_URL = "提示：site.yaml 没有 url，因此没有订阅源和站点地图：两者都需要完整的网址"
NO_FEED = "提示：没有一篇笔记写了日期，因此没有订阅源"
WRITTEN = "{name}：已写入笔记 {notes} 篇，未发布的草稿 {drafts} 篇"
CHECKED = "笔记 {notes} 篇，错误 {errors} 个，警告 {warnings} 个"
SERVING = "http://{host}:{port}/ 可以预览网站；按 Ctrl-C 结束"
CANNOT_SERVE = "{host}:{port} 不能使用：{reason}；请用 --port 换一个端口"
ABOUT = "把一个文件夹的 Markdown 笔记变成静态网站。"
COMMANDS = "命令"
ARGUMENTS = "要读取的内容"
OPTIONS = "选项"
HELP_BUILD = "生成网站"
HELP_CHECK = "列出笔记里的问题，不写任何文件"
HELP_SERVE = "在这台电脑上预览网站；笔记一改就重新生成"
HELP_NOTES = "笔记所在的文件夹"
HELP_OUTPUT = "网站所在的文件夹（默认 site）；其中的旧网站会被替换"
HELP_STRICT = "有警告时也不写入"
HELP_DRAFTS = "草稿也一起发布"
HELP_TODAY = "用哪一天区分过去和将来（默认今天）"
HELP_HOST = "监听的地址（默认 127.0.0.1，只有这台电脑能访问）"
HELP_PORT = "监听的端口（默认 8000）"
HELP_HELP = "显示这份帮助"
HELP_VERSION = "显示版本号"
USAGE = "用法："
EPILOG = (
    "退出码：0 表示一切正常；1 表示笔记有问题，已连同文件和行号列出；"
    "2 表示无法继续。只有警告时 build 照常进行。"
)
BAD_PORT = "“{text}”不是端口：请写 0 到 65535 的数"
TRY_HELP = "{reason}\n用“{command} --help”查看用法。"
PARSER: tuple[tuple[str, str], ...] = (
    ("^unrecognized arguments: ", "不认识的参数："),
    ("^the following arguments are required: ", "缺少参数："),
    ("^argument ([^:]+): expected one argument$", r"参数 \1 后面要写一个值"),
    ("^argument ([^:]+): ignored explicit argument (.+)$", r"参数 \1 后面不能写值 \2"),
    (
        "^argument COMMAND: invalid choice: (.+) \\(choose from (.+)\\)$",
        r"没有命令 \1，可用的有 \2",
    ),
    ("^argument ([^:]+): ", r"参数 \1："),
)
"""Translations of the argument parser's own messages: pattern, replacement."""
