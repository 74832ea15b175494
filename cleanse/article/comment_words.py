"""The words by which a list of reader comments is known, by language: its heading, and the button below a comment."""

from __future__ import annotations

from cleanse.text.normalize import rule_key

_HEADINGS = {  # beginnings of the word for comments
    "ar": ("تعليق", "التعليق"),
    "cs": ("komentář",),
    "da, no, sv": ("kommentar",),
    "de": ("kommentar", "leserkommentar"),
    "el": ("σχόλι",),
    "en": ("comment", "replies", "responses", "reader comment"),
    "es": ("comentario", "respuesta"),
    "fi": ("kommentti", "komment"),
    "fr": ("commentaire", "réactions"),
    "hu": ("hozzászólás",),
    "it": ("commenti", "commento"),
    "ja": ("コメント", "みんなのコメント"),
    "ko": ("댓글", "전체 댓글", "의견"),
    "nl": ("reacties", "reactie"),
    "pl": ("komentarz",),
    "pt": ("comentário", "comentario"),
    "ru, uk": ("комментари", "коментар"),
    "tr": ("yorum",),
    "zh": ("评论", "网友评论", "全部评论", "最新评论", "热门评论", "条评论", "留言", "跟帖", "网友跟帖"),
}
_REPLIES = {  # the button that answers a comment
    "ar": ("رد", "الرد"),
    "cs": ("odpovědět", "reagovat"),
    "da, no": ("svar", "besvar"),
    "de": ("antworten", "antwort schreiben", "kommentar beantworten"),
    "el": ("απάντηση",),
    "en": ("reply", "log in to reply", "log in to leave a comment"),
    "es": ("responder", "contestar"),
    "fi": ("vastaa",),
    "fr": ("répondre",),
    "hu": ("válasz",),
    "it": ("rispondi",),
    "ja": ("返信", "返信する"),
    "ko": ("답글", "답글쓰기", "답글 쓰기", "답글달기"),
    "nl": ("beantwoorden", "reageren", "reageer"),
    "pl": ("odpowiedz",),
    "pt": ("responder",),
    "ru, uk": ("ответить", "відповісти"),
    "sv": ("svara",),
    "tr": ("yanitla", "cevapla", "cevap yaz"),
    "zh": ("回复", "回覆", "答复", "回复ta"),
}
_BESIDE = {  # what stands in a row with that button
    "de": ("melden", "teilen", "gefällt mir", "zitieren"),
    "en": ("report", "share", "like", "quote", "flag", "permalink", "upvote", "downvote", "edit", "delete"),
    "es": ("denunciar", "compartir", "me gusta"),
    "fr": ("signaler", "partager", "j'aime"),
    "it": ("segnala", "condividi", "mi piace"),
    "ja": ("通報", "通報する", "いいね"),
    "ko": ("신고", "공감", "비공감"),
    "pl": ("zgłoś", "udostępnij", "cytuj"),
    "pt": ("denunciar", "compartilhar", "curtir"),
    "ru": ("пожаловаться", "поделиться", "цитировать", "нравится"),
    "tr": ("şikayet et", "paylaş", "beğen"),
    "zh": ("举报", "赞", "顶", "踩", "点赞", "分享", "支持", "反对"),
}
_AGO = (
    "ago",
    "назад",
    "тому",
    "önce",
    "temu",
    "geleden",
    "sedan",
    "siden",
    "sitten",
    "πριν",
    "前",
    "전",
    "fa",
    "atrás",
)
_AGO_BEFORE = ("vor", "il y a", "hace", "há", "před", "منذ", "πριν")


def _folded(table: dict[str, tuple[str, ...]]) -> frozenset[str]:
    return frozenset(rule_key(word) for words in table.values() for word in words)


HEADINGS = _folded(_HEADINGS)
REPLIES = _folded(_REPLIES)
BUTTONS = REPLIES | _folded(_BESIDE)
AGO = rf"\d ?\S{{0,12}} ?(?:{'|'.join(_AGO)})(?!\w)|\b(?:{'|'.join(_AGO_BEFORE)}) \d"
