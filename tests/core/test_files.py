from django.http import StreamingHttpResponse

from core.files import pdf_response, private_file


def test_documents_are_kept_by_nobody_on_the_way() -> None:
    for response, disposition in [
        (pdf_response(b"%PDF-", name="R-1.pdf"), 'attachment; filename="R-1.pdf"'),
        (pdf_response(b"%PDF-", name="R-1.pdf", inline=True), 'inline; filename="R-1.pdf"'),
        (
            private_file(StreamingHttpResponse(["a"]), name="à.csv"),
            "attachment; filename*=utf-8''%C3%A0.csv",
        ),
    ]:
        assert response["Content-Disposition"] == disposition
        said = {word.strip() for word in response["Cache-Control"].split(",")}
        assert {"no-store", "private"} <= said
    assert pdf_response(b"%PDF-", name="R-1.pdf")["Content-Type"] == "application/pdf"
