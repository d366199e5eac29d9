"""The words of Moodle's grading worksheet in languages other than English: columns and dates.

The names are those of Moodle's language packs, with `|` between those of different versions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from course.grading.lms.numbers import NO_GRADE, cell_at, is_number

COLUMNS = ("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum grade",
           "Grade can be changed", "Last modified (submission)", "Last modified (grade)",
           "Feedback comments", "Scale")
NEEDED = ("Identifier", "Grade", "Last modified (grade)")  # without which Moodle takes no file
# What stands under "Grade can be changed", in all of these languages.
NO = ("no", "nein", "non", "não", "nee", "nie", "нет", "否", "不", "いいえ")
TRANSLATED = {
    "German": ("ID", "Vollständiger Name", "E-Mail-Adresse", "Status", "Bewertung",
               "Bestwertung", "Bewertung kann geändert werden", "Zuletzt geändert (Abgabe)",
               "Zuletzt geändert (Bewertung)", "Feedback als Kommentar", "Skala"),
    "French": ("Identifiant", "Nom complet", "Adresse de courriel|Adresse e-mail", "Statut",
               "Note|Évaluation", "Note maximale", "La note peut être modifiée",
               "Dernière modification (travail remis)", "Dernière modification (note)",
               "Feedback par commentaires|Commentaires de feedback", "Barème"),
    "Spanish": ("Identificador", "Nombre completo|Nombre",
                "Dirección de correo|Dirección Email|Correo electrónico", "Estado",
                "Calificación", "Calificación máxima",
                "La calificación puede ser cambiada|La calificación puede cambiarse",
                "Última modificación (entrega)", "Última modificación (calificación)",
                "Comentarios de retroalimentación|Comentarios de la retroalimentación", "Escala"),
    "Portuguese": ("Identificador|ID", "Nome completo",
                   "Endereço de email|Endereço de e-mail|Email", "Status|Estado", "Nota|Avaliação",
                   "Nota máxima", "Nota pode ser alterada|A nota pode ser alterada",
                   "Última modificação (envio)|Última modificação (submissão)|"
                   "Última modificação (trabalho)",
                   "Última modificação (nota)|Última modificação (avaliação)",
                   "Comentários de feedback|Comentários|Feedback via comentários", "Escala"),
    "Italian": ("Identificativo|ID|Identificatore", "Nome completo|Cognome Nome|Nome",
                "Indirizzo email|Indirizzo e-mail", "Stato", "Valutazione|Voto",
                "Valutazione massima|Punteggio massimo|Voto massimo",
                "La valutazione può essere modificata|È possibile modificare la valutazione|"
                "Valutazione modificabile",
                "Ultima modifica (consegna)", "Ultima modifica (valutazione)",
                "Commenti di feedback|Commenti|Feedback tramite commenti", "Scala"),
    "Dutch": ("Identificatie|Identificator|ID", "Volledige naam", "E-mailadres", "Status",
              "Cijfer|Beoordeling", "Maximumcijfer|Maximum cijfer|Maximale cijfer",
              "Het cijfer kan gewijzigd worden|Cijfer kan gewijzigd worden",
              "Laatst gewijzigd (inzending)", "Laatst gewijzigd (beoordeling)|"
              "Laatst gewijzigd (cijfer)", "Feedback opmerkingen|Feedback als commentaar",
              "Schaal"),
    "Polish": ("Identyfikator|ID", "Pełna nazwa|Imię i nazwisko|Nazwa", "Adres e-mail|Adres email",
               "Status", "Ocena", "Maksymalna ocena|Ocena maksymalna",
               "Ocena może być zmieniona|Ocena może zostać zmieniona",
               "Ostatnia modyfikacja (zadanie)|Ostatnio modyfikowane (zadanie)|"
               "Ostatnia modyfikacja (przesłane zadanie)",
               "Ostatnia modyfikacja (ocena)|Ostatnio modyfikowane (ocena)",
               "Komentarze zwrotne|Komentarz zwrotny|Informacja zwrotna", "Skala"),
    "Russian": ("Идентификатор", "Полное имя|Имя / Фамилия", "Адрес электронной почты", "Статус",
                "Оценка", "Максимальная оценка|Максимальный балл", "Оценка может быть изменена",
                "Последнее изменение (ответ)|Последнее изменение работы",
                "Последнее изменение (оценка)|Последнее изменение оценки",
                "Отзыв в виде комментария|Комментарии к ответу", "Шкала"),
    "Chinese": ("标识符|識別碼|編號|识别码", "全名|姓名",
                "Email地址|电子邮件地址|電子郵件信箱|邮箱地址",
                "状态|狀態", "成绩|分數|成績|得分", "最高分|最高分数|最高成绩|滿分|最高分數",
                "可以更改成绩|成绩可以更改|成績可以更改|成绩能被修改",
                "上次修改(作业)|最后修改(学生)|最后修改(作业)|最后修改(提交)|最後修改的(作業)|"
                "最後修改(學生)",
                "上次修改(评分)|最后修改(教师)|最后修改(成绩)|最後修改的(得分)|最後修改(老師)",
                "反馈评语|反馈评论|回饋評語|評語回饋", "等级|量表|量尺|比例"),
    "Japanese": ("識別子|ID|識別ID", "フルネーム|氏名|姓名", "メールアドレス", "ステータス|状態",
                 "評点|評定", "最大評点|最大評定|満点", "評点変更可|評点を変更できる|評定変更可",
                 "最終更新日時(提出)", "最終更新日時(評定)|最終更新日時(評点)",
                 "フィードバックコメント", "評価尺度|尺度"),
}
MONTHS = (
    "januar februar märz april mai juni juli august september oktober november dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada "
    "grudnia",
    "styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad "
    "grudzień",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "january february march april may june july august september october november december",
)
MONTH = {name: number for names in MONTHS for number, name in enumerate(names.split(), start=1)}
IDENTIFIER = re.compile(r"(?P<word>.*?)\d+")  # the same word for all, then a number
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
AFTERNOON = re.compile(r"下午|午後|晚上|\bp\.?\s?m\b")
MORNING = re.compile(r"上午|午前|凌晨|\ba\.?\s?m\b")
WITH_SIGNS = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")


def english_names(header: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[list[str], bool]:
    """The names that Moodle's columns have in English, and whether only their order told them.

    A column of another name keeps it. Returns ([], False) if this is no worksheet of Moodle's.
    """
    for names in TRANSLATED.values():
        meaning = {_plain(name): english for english, known in zip(COLUMNS, names, strict=True)
                   for name in known.split("|")}
        found = [meaning.get(_plain(heading), heading) for heading in header]
        if set(found) >= set(NEEDED) and len(set(found)) == len(found):
            return found, False
    return _by_order(header, rows), True


def _by_order(header: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The names as the order of the columns and what they hold tell them; [] if they do not.

    Moodle writes the identifier, the person, the status, the grade, the maximum, whether the grade
    can be changed, two dates, and perhaps comments.
    """
    identifiers = [IDENTIFIER.fullmatch(cell_at(row, 0).strip()) for row in rows]
    if len({found and found["word"] for found in identifiers}) != 1 or None in identifiers:
        return []
    columns = [column for column in range(3, len(header) - 3)
               if _is_maximum(rows, column) and _are_grades(rows, column - 1)]
    if len(columns) != 1 or len(header) - columns[0] not in (4, 5):
        return []
    names, first = list(header), columns[0] - 1
    after = COLUMNS[COLUMNS.index("Grade"):-1]
    for column, english in zip(range(first, len(header)), after, strict=False):
        names[column] = english
    names[0], names[1] = "Identifier", "Full name"
    for column in range(2, first):
        if any("@" in cell_at(row, column) for row in rows):
            names[column] = "Email address"
            break
    return names


def _is_maximum(rows: Sequence[Sequence[str]], column: int) -> bool:
    texts = {cell_at(row, column).strip() for row in rows}
    return len(texts) == 1 and all(map(is_number, texts))


def _are_grades(rows: Sequence[Sequence[str]], column: int) -> bool:
    texts = {cell_at(row, column).strip() for row in rows}
    return all(text in NO_GRADE or is_number(text) for text in texts)


def read_date(text: str) -> datetime | None:
    """A date and time as Moodle writes it in one of these languages; None if it is none."""
    words = unicodedata.normalize("NFKC", text).casefold()
    clock = CLOCK.search(words)
    date = _date(words[:clock.start()] + words[clock.end():]) if clock else None
    if clock is None or date is None:
        return None
    hour = int(clock[1])
    if AFTERNOON.search(words) and hour < 12:
        hour += 12
    elif MORNING.search(words) and hour == 12:
        hour = 0
    try:
        return datetime(*date, hour, int(clock[2]), int(clock[3] or 0))
    except ValueError:
        return None


def _date(words: str) -> tuple[int, int, int] | None:
    """Year, month and day, if there is exactly one of each."""
    if signs := WITH_SIGNS.search(words):
        return int(signs[1]), int(signs[2]), int(signs[3])
    months = {MONTH[word] for word in re.findall(r"[^\W\d_]+", words) if word in MONTH}
    numbers = re.findall(r"\d+", words)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) < 3]
    if len(months) != 1 or len(years) != 1 or len(days) != 1 or len(numbers) != 2:
        return None
    return int(years[0]), months.pop(), int(days[0])


def _plain(heading: str) -> str:
    """A heading without what versions write differently: capitals, wide signs, spaces."""
    return "".join(unicodedata.normalize("NFKC", heading).casefold().split())
